import type { Random, World } from '@tomada/sdk/emulator'
import { createErp, type Erp } from './erp/erp.ts'
import type { Account, Contract, Customer, Invoice, Plan, Switches } from './partner.types.ts'

/** Everything the fake Olé knows of one partner, an internet provider that resells it. One per reset. */
export interface Partner {
  world: World
  random: Random
  account: Account
  /** The password as it was given to the partner: what a scenario goes back to. */
  firstPass: string
  switches: Switches
  /** Wrong sign-ins in a row, by address and login; `LOCKED_AT` and more: locked until support lifts it. */
  strikes: Map<string, number>
  customers: Map<number, Customer>
  contracts: Map<number, Contract>
  invoices: Map<number, Invoice>
  plans: readonly Plan[]
  models: ReadonlyArray<{ id: string; nome: string }>
  erp: Erp
  nextId: number
}

export const LOCKED_AT = 3

/** Only what this partner may sell, as the provider answers since 04/04/2023. */
const PLANS: readonly Plan[] = [
  { id: '101', kind: 'Principal', name: 'Olé TV Essencial', installation: '99.00', monthly: '39.90', isMobile: false },
  { id: '102', kind: 'Principal', name: 'Olé TV Completo', installation: '99.00', monthly: '79.90', isMobile: false },
  { id: '103', kind: 'Principal', name: 'Olé TV Mobile', installation: '0.00', monthly: '19.90', isMobile: true },
  { id: '201', kind: 'Adicional', name: 'Ponto adicional', installation: '0.00', monthly: '14.90', isMobile: false },
  { id: '202', kind: 'Adicional', name: 'Pacote Esportes', installation: '0.00', monthly: '24.90', isMobile: false },
]

const MODELS = [
  { id: '1', nome: 'BOX Olé 4K' },
  { id: '2', nome: 'BOX Olé HD' },
]

export function createPartner(world: World): Partner {
  const random = world.random.fork('partner')
  const account = { keyapi: random.hex(32), login: 'provedor.exemplo', pass: random.letters(16) }
  return {
    world,
    random,
    account,
    firstPass: account.pass,
    switches: defaultSwitches(),
    strikes: new Map(),
    customers: new Map(),
    contracts: new Map(),
    invoices: new Map(),
    plans: PLANS,
    models: MODELS,
    erp: createErp(world),
    nextId: 10_000,
  }
}

function defaultSwitches(): Switches {
  return {
    errorStatus: 200,
    otherMethods: 405,
    requiresMaskedDocument: true,
    emptyList: 'empty',
    blockShowsInStatus: true,
    requiresOriginId: false,
    replacesBySubscription: false,
    cancelledStatus: 'Cancelado',
    requestsPerSecond: null,
  }
}

/** The next id of anything: growing, as the provider's are. */
export function newId(partner: Partner): number {
  partner.nextId += 1
  return partner.nextId
}

export function planOf(partner: Partner, id: string): Plan | undefined {
  return partner.plans.find((plan) => plan.id === id)
}

export function record(
  partner: Partner,
  kind: string,
  effect: { key: string | null; id: string; requestId: number | null; details?: unknown },
) {
  partner.world.ledger.record({ kind, account: partner.account.login, details: {}, ...effect })
}
