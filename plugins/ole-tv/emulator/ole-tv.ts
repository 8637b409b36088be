import {
  type EmulatorAnswer,
  type EmulatorDefinition,
  type EmulatorRequest,
  json,
  type ProviderEmulator,
  type World,
} from '@tomada/sdk/emulator'
import { adminPage } from './admin-page.ts'
import { contractRoutes } from './contracts/contract.routes.ts'
import { viewContract } from './contracts/contract-view.ts'
import { customerRoutes } from './customers/customer.routes.ts'
import { viewDetails } from './customers/customer-view.ts'
import { erpRoutes } from './erp/erp.routes.ts'
import { configureSender, viewApp } from './erp/erp.ts'
import { invoiceRoutes } from './invoices/invoice.routes.ts'
import { createPartner, type Partner } from './partner.ts'
import { planRoutes } from './plan.routes.ts'
import { proxyRoutes } from './proxy.routes.ts'
import { scenarios } from './scenarios.ts'
import { seedCustomers } from './seed-customers.ts'
import { configureSwitches } from './switches.ts'
import { refused, TEXTS } from './texts.ts'

/** The fake of Olé TV's API, of the seed's proxy in front of it, and of the ERP that tells of contracts. */
export const oleTv: EmulatorDefinition = {
  name: 'ole-tv',
  origins: ['https://api.oletv.net.br', 'https://api-teste.oletv.net.br', 'https://api.ofrfrbo.site', 'https://erp.exemplo.com'],
  create: (world) => createProvider(world),
}

function createProvider(world: World): ProviderEmulator {
  const partner = createPartner(world)
  seedCustomers(partner)
  const recent: number[] = []
  return {
    routes: [
      ...customerRoutes(partner),
      ...planRoutes(partner),
      ...contractRoutes(partner),
      ...invoiceRoutes(partner),
      ...proxyRoutes(partner),
      ...erpRoutes(partner.erp),
    ],
    admit: () => admit(partner, recent),
    unknownRoute: (request) => unknownRoute(partner, request),
    errorAnswer: (status) => json(status, { retorno_status: false, error: `Erro ${status}` }),
    scenarios: scenarios(partner),
    configureApp: (settings) => configureSender(partner.erp, settings),
    configureLimits: (settings) => configureSwitches(partner, settings),
    state: () => viewState(partner),
    announcement: () => ({
      app: { clientId: partner.erp.client.id, clientSecret: partner.erp.client.secret },
      accounts: [partner.account],
      credentials: { authId: 'keyapi', fields: partner.account },
      plans: partner.plans.map(({ id, name }) => ({ id, name })),
    }),
    page: (locale) => adminPage(partner, locale),
  }
}

/** Limits are undocumented: none, unless one is set. */
function admit({ switches, world }: Partner, recent: number[]): EmulatorAnswer | null {
  const { requestsPerSecond } = switches
  if (requestsPerSecond === null) return null
  const now = world.clock.now()
  while (recent[0] !== undefined && recent[0] <= now - 1_000) recent.shift()
  if (recent.length >= requestsPerSecond) return json(429, { retorno_status: false, error: 'Muitas requisições!' })
  recent.push(now)
  return null
}

/** Everything is POST; how the rest is refused is not documented. */
function unknownRoute({ switches }: Partner, { method }: EmulatorRequest): EmulatorAnswer {
  if (method !== 'POST') return refused(switches.otherMethods, TEXTS.otherMethod)
  return json(404, { retorno_status: false, error: TEXTS.noPage })
}

function viewState(partner: Partner): unknown {
  return {
    account: partner.account,
    switches: partner.switches,
    strikes: Object.fromEntries(partner.strikes),
    customers: [...partner.customers.values()].map(viewDetails),
    contracts: [...partner.contracts.values()].map((contract) => ({
      ...viewContract(partner, contract),
      customerId: String(contract.customerId),
      originId: contract.originId,
      planId: contract.planId,
      extraPlanIds: contract.extraPlanIds,
      documents: contract.documents,
    })),
    erp: viewApp(partner.erp),
  }
}
