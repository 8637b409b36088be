export interface Account {
  keyapi: string
  login: string
  pass: string
}

export interface Phone {
  ddd: string
  number: string
  extension: string
  kind: string
}

export interface Customer {
  id: number
  name: string
  kind: 'F' | 'J'
  tradeName: string
  /** Digits. */
  document: string
  stateRegistration: string
  /** `dd/mm/aaaa`; empty for companies. */
  birthDate: string
  /** Digits. */
  zipCode: string
  street: string
  number: string
  neighborhood: string
  complementKind: string
  complementValue: string
  landmark: string
  contact: string
  phones: Phone[]
  emails: string[]
  dueDay: number
  createdAt: number
}

export interface Plan {
  id: string
  kind: 'Principal' | 'Adicional'
  name: string
  installation: string
  /** Decimal text with a dot. */
  monthly: string
  isMobile: boolean
}

export interface Equipment {
  id: string
  modelId: string
  mac: string
  since: number
}

export interface Block {
  id: number
  reason: '1' | '2'
  startedAt: number
  /** When it ends by itself, or ended. */
  endsAt: number | null
}

export interface Contract {
  id: number
  customerId: number
  originId: string
  planId: string
  extraPlanIds: string[]
  equipment: Equipment[]
  userEmail: string
  createdAt: number
  cancelledAt: number | null
  blocks: Block[]
  documents: string[]
}

export interface Invoice {
  id: number
  contractId: number
  /** Milliseconds; midnight in Brasília of the due day. */
  dueAt: number
  createdAt: number
  /** Decimal text with a dot. */
  amount: string
  paid: { at: string; amount: string; comment: string } | null
}

/** What the sheet leaves open, as switches: `POST /limits`. */
export interface Switches {
  /** What a business error comes with. */
  errorStatus: number
  /** How anything but POST is answered. */
  otherMethods: 405 | 200
  requiresMaskedDocument: boolean
  /** What a search that finds nobody holds. */
  emptyList: 'empty' | 'missing'
  /** Whether a block shows in the status of its contract. */
  blockShowsInStatus: boolean
  requiresOriginId: boolean
  /** Whether `/contratos/substituirequipamento`, which no documentation has, is there. */
  replacesBySubscription: boolean
  cancelledStatus: string
  /** Null: no limit. */
  requestsPerSecond: number | null
}
