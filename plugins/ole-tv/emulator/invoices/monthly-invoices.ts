import { nextDue } from '../formats.ts'
import { newId, type Partner, planOf } from '../partner.ts'
import type { Contract, Invoice } from '../partner.types.ts'

const MOST = 24

/** A contract has one invoice a month, on its customer's due day, from its beginning until the next one to come. Made when looked at. */
export function invoicesOf(partner: Partner, contract: Contract): Invoice[] {
  const known = [...partner.invoices.values()].filter((invoice) => invoice.contractId === contract.id)
  const customer = partner.customers.get(contract.customerId)
  if (customer === undefined) return known
  const until = contract.cancelledAt ?? partner.world.clock.now()
  let last = known.at(-1)?.dueAt ?? contract.createdAt
  while (last <= until && known.length < MOST) {
    last = nextDue(last, customer.dueDay)
    if (contract.cancelledAt !== null && last > contract.cancelledAt) break
    const invoice: Invoice = {
      id: newId(partner),
      contractId: contract.id,
      dueAt: last,
      createdAt: until,
      amount: amountOf(partner, contract),
      paid: null,
    }
    partner.invoices.set(invoice.id, invoice)
    known.push(invoice)
  }
  return known
}

function amountOf(partner: Partner, contract: Contract): string {
  const cents = [contract.planId, ...contract.extraPlanIds].map((id) => Math.round(Number(planOf(partner, id)?.monthly ?? 0) * 100))
  return (cents.reduce((sum, each) => sum + each, 0) / 100).toFixed(2)
}
