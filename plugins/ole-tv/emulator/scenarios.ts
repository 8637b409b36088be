import { BadSetting, type Fields, flagOf, numberOf, type Scenario, textOf } from '@tomada/sdk/emulator'
import { addPerson, type Erp, type ErpPerson } from './erp/erp.ts'
import { eventOf, sendEvent, sendVoalleEvent, type VoalleState, voalleEvent } from './erp/events.ts'
import { digitsIn } from './formats.ts'
import type { Partner } from './partner.ts'
import { seedCustomers } from './seed-customers.ts'

/** What happens without us: at the provider's support, in somebody's ERP, in the life of a customer. */
export function scenarios(partner: Partner): Record<string, Scenario> {
  const { erp } = partner
  return {
    /** Somebody changes the password at Olé: ours is wrong from now on. */
    changePassword: () => {
      partner.account.pass = `${partner.firstPass}-new`
      return { changed: true }
    },
    restorePassword: () => {
      partner.account.pass = partner.firstPass
      return { changed: true }
    },
    /** Support lifts every lock. */
    unlock: () => {
      partner.strikes.clear()
      return { unlocked: true }
    },
    strikes: () => Object.fromEntries(partner.strikes),
    moreCustomers: (input) => {
      seedCustomers(partner, numberOf(input['count']) ?? 10)
      return { customers: partner.customers.size }
    },
    signUp: (input) => signUp(erp, input),
    change: (input) => change(erp, input),
    leave: (input) =>
      sent(erp, { ...eventOf('cancel', textOf(input['externalId']) ?? '', personOf(erp, input)), motivo: 'Pedido do cliente' }),
    /** The ERP takes our client back: what it gave is over, and it gives nothing more. */
    revokeClient: () => {
      erp.isClientRevoked = true
      erp.tokens.clear()
      return { revoked: true }
    },
    restoreClient: () => {
      erp.isClientRevoked = false
      return { revoked: false }
    },
    ...voalleScenarios(erp),
  }
}

/** A new contract in the ERP: `{externalId?, document?, name?, products?, times?}`. */
async function signUp(erp: Erp, input: Fields): Promise<unknown> {
  const [document, name] = [textOf(input['document']), textOf(input['name'])]
  const person = addPerson(erp, {
    ...(document === undefined ? {} : { document: digitsIn(document) }),
    ...(name === undefined ? {} : { name }),
  })
  const externalId = textOf(input['externalId']) ?? `CT-${person.id}`
  const products = input['products'] ?? [{ externalId: 'p1', code: '101', name: 'Olé TV Essencial', quantity: 1 }]
  const event = {
    ...eventOf('create', externalId, person),
    products,
    ...(flagOf(input['full']) === true ? { dataNascimento: person.birthDate } : {}),
  }
  const answers = []
  for (let times = numberOf(input['times']) ?? 1; times > 0; times--) answers.push(await sendEvent(erp, event))
  return { externalId, person, event, attempts: answers }
}

/** Something about a person changes: `{externalId, document, set}`. */
async function change(erp: Erp, input: Fields): Promise<unknown> {
  const person = personOf(erp, input)
  const set = typeof input['set'] === 'object' && input['set'] !== null ? input['set'] : {}
  const event = { ...eventOf('update', textOf(input['externalId']) ?? '', person), ...set }
  return { event, attempts: [await sendEvent(erp, event)] }
}

async function sent(erp: Erp, event: Record<string, unknown>): Promise<unknown> {
  return { event, attempts: [await sendEvent(erp, event)] }
}

/** `{document}`; the one who came last when absent. */
function personOf(erp: Erp, input: Fields): ErpPerson {
  const document = textOf(input['document'])
  const person = document === undefined ? [...erp.people.values()].at(-1) : erp.people.get(digitsIn(document))
  if (person === undefined) throw new BadSetting(`The ERP knows nobody with the document ${document}.`)
  return person
}

const STATES: Readonly<Record<string, Omit<VoalleState, 'sentAt'>>> = {
  approve: {},
  pending: { stage: { Code: 1, Description: 'Pendente' } },
  suspend: { status: { Code: 2, Description: 'Bloqueio Administrativo' } },
  financialBlock: { status: { Code: 2, Description: 'Bloqueio Financeiro' } },
  unblock: {},
  planChange: { integrationCode: 'TV_COMPLETO' },
  cancel: { active: false, status: { Code: 3, Description: 'Cancelado' } },
}

/** The buttons of Voalle's simulator: `{document?, contractId?}` each; `duplicate` and `outOfOrder` send two. */
function voalleScenarios(erp: Erp): Record<string, Scenario> {
  const contractOf = (person: ErpPerson, input: Fields) => numberOf(input['contractId']) ?? person.id
  const personFor = (input: Fields) => (erp.people.size === 0 ? addPerson(erp) : personOf(erp, input))
  const tell = async (input: Fields, ...states: Array<Omit<VoalleState, 'sentAt'> & { ageMs?: number }>) => {
    const person = personFor(input)
    const now = erp.world.clock.now()
    const events = states.map(({ ageMs = 0, ...state }) =>
      voalleEvent(contractOf(person, input), person, { ...state, sentAt: now - ageMs }),
    )
    const attempts = []
    for (const event of events) attempts.push(await sendVoalleEvent(erp, event))
    return { events, attempts }
  }
  const plain = Object.entries(STATES).map(([name, state]): [string, Scenario] => [name, (input) => tell(input, state)])
  return {
    ...Object.fromEntries(plain),
    duplicateDelivery: (input) => tell(input, {}, {}),
    outOfOrder: (input) => tell(input, STATES['cancel'] ?? {}, { ageMs: 60_000 }),
  }
}
