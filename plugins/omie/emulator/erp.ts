import type { World } from '@tomada/sdk/emulator'
import type { Erp, Limits } from './erp.types.ts'
import { seedCompany } from './seed-company.ts'

const MINUTE_MS = 60_000

/** Everything the fake Omie knows. One per reset. */
export function createErp(world: World): Erp {
  const random = world.random.fork('omie')
  const used = new Set<number>()
  const erp: Erp = {
    world,
    random,
    companies: new Map(),
    limits: defaultLimits(),
    panel: { callbackUrl: null, topics: null },
    newId() {
      // Nine to eleven digits, beyond 2^31 as a rule; never used twice.
      let id = Number(random.digits(10))
      while (used.has(id)) id = Number(random.digits(10))
      used.add(id)
      return id
    },
  }
  for (const name of ['Papelaria Girassol Ltda', 'Casa Ipê Comércio Ltda']) {
    const company = seedCompany(erp, name)
    erp.companies.set(company.appKey, company)
  }
  return erp
}

function defaultLimits(): Limits {
  return {
    requestsPerMinute: 960,
    callsPerMinute: 240,
    atOnce: 4,
    redundantSeconds: 60,
    redundantFault: '6',
    failuresInRow: 10,
    blockSeconds: 1800,
    wrongKeyStatus: 403,
    authorisationMs: 5_000,
    answerMs: 0,
    deniesInvoices: false,
    refusesSecondBoleto: false,
    webhookTimeoutMs: 5_000,
    webhookDelaysMs: [1, 5, 15, 60].map((minutes) => minutes * MINUTE_MS),
  }
}
