import { type Fields, makeAddress, makePerson, textOf, type World } from '@tomada/sdk/emulator'
import { digitsIn } from '../formats.ts'

/** A person as the ERP knows them: also what its events do not tell. */
export interface ErpPerson {
  id: number
  name: string
  /** Digits. */
  document: string
  email: string
  /** Digits with area code. */
  phone: string
  /** `aaaa-mm-dd`. */
  birthDate: string
  street: string
  number: string
  complement: string
  neighborhood: string
  city: string
  state: string
  /** Digits. */
  zipCode: string
}

/** The internet provider's own system: it tells of contracts, and is asked for what its events leave out. */
export interface Erp {
  world: World
  client: { id: string; secret: string }
  isClientRevoked: boolean
  /** Tokens that were given, and when each is over. */
  tokens: Map<string, number>
  people: Map<string, ErpPerson>
  /** Where the seed's kind of event goes, and the token that it carries. */
  callbackUrl: string | null
  bearer: string | null
  /** Where Voalle's kind of event goes, and the token that it carries. */
  voalleUrl: string | null
  voalleToken: string | null
  nextNumber: number
  tokensGiven: number
}

export function createErp(world: World): Erp {
  const random = world.random.fork('erp')
  return {
    world,
    client: { id: `tomada-${random.hex(8)}`, secret: random.letters(40) },
    isClientRevoked: false,
    tokens: new Map(),
    people: new Map(),
    callbackUrl: null,
    bearer: null,
    voalleUrl: null,
    voalleToken: null,
    nextNumber: 500,
    tokensGiven: 0,
  }
}

/** `POST /app {callbackUrl, bearer, voalleUrl, voalleToken}`; null takes one back. */
export function configureSender(erp: Erp, settings: Fields): unknown {
  for (const name of ['callbackUrl', 'bearer', 'voalleUrl', 'voalleToken'] as const) {
    if (settings[name] !== undefined) erp[name] = textOf(settings[name]) ?? null
  }
  return viewApp(erp)
}

export function viewApp({ client, callbackUrl, voalleUrl, people }: Erp) {
  return { clientId: client.id, callbackUrl, voalleUrl, people: [...people.values()] }
}

/** Somebody signs a contract with the internet provider. `given`: what the caller decides of them. */
export function addPerson(erp: Erp, given: Partial<ErpPerson> = {}): ErpPerson {
  const random = erp.world.random.fork(`person ${erp.people.size}`)
  const made = makePerson(random)
  const address = makeAddress(random)
  const person: ErpPerson = {
    id: 9_000 + erp.people.size,
    name: `${made.firstName} ${made.lastName}`,
    document: made.cpf,
    email: made.email,
    phone: made.phone,
    birthDate: `${random.between(1950, 2004)}-0${random.between(1, 9)}-${10 + random.between(0, 18)}`,
    street: address.street,
    number: address.number,
    complement: address.complement,
    neighborhood: address.neighborhood,
    city: address.city,
    state: address.state,
    zipCode: address.zipCode,
    ...given,
  }
  erp.people.set(digitsIn(person.document), person)
  return person
}
