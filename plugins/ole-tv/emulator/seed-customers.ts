import { makeAddress, makePerson } from '@tomada/sdk/emulator'
import { newId, type Partner } from './partner.ts'
import type { Contract, Customer } from './partner.types.ts'

const DAY_MS = 86_400_000
const MODELS_TAKEN = 3

/** People who have been customers for a while: three of each four with a contract. */
export function seedCustomers(partner: Partner, count = 8): void {
  const random = partner.world.random.fork(`customers ${partner.customers.size}`)
  const now = partner.world.clock.now()
  for (let index = 0; index < count; index++) {
    const person = makePerson(random)
    const address = makeAddress(random)
    const customer: Customer = {
      id: newId(partner),
      name: `${person.firstName} ${person.lastName}`.toUpperCase(),
      kind: 'F',
      tradeName: '',
      document: person.cpf,
      stateRegistration: '',
      birthDate: `${10 + random.between(0, 18)}/0${random.between(1, 9)}/${random.between(1950, 2004)}`,
      zipCode: address.zipCode,
      street: address.street,
      number: address.number,
      neighborhood: address.neighborhood,
      complementKind: '',
      complementValue: address.complement,
      landmark: '',
      contact: '',
      phones: [{ ddd: person.phone.slice(0, 2), number: person.phone.slice(2).replace(/^(\d{5})/, '$1-'), extension: '', kind: '3' }],
      emails: [person.email],
      dueDay: random.pick([5, 10, 15]),
      createdAt: now - random.between(40, 300) * DAY_MS,
    }
    partner.customers.set(customer.id, customer)
    if (index % 4 !== MODELS_TAKEN) seedContract(partner, customer, random.pick(['101', '102']), random.hex(12).toUpperCase())
  }
}

function seedContract(partner: Partner, customer: Customer, planId: string, mac: string): void {
  const id = newId(partner)
  const contract: Contract = {
    id,
    customerId: customer.id,
    originId: `ERP-${id}`,
    planId,
    extraPlanIds: [],
    equipment: [{ id: String(newId(partner)), modelId: '1', mac, since: customer.createdAt }],
    userEmail: customer.emails[0] ?? '',
    createdAt: customer.createdAt,
    cancelledAt: null,
    blocks: [],
    documents: [],
  }
  partner.contracts.set(id, contract)
}
