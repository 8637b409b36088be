import { BadSetting, type Fields, fieldsOf, flagOf, numberOf, type Scenario, textOf } from '@tomada/sdk/emulator'
import type { Erp } from './erp.ts'
import type { Company, Order } from './erp.types.ts'
import { revokeGrants } from './oauth/grants.ts'
import { changeReservation } from './orders/reservation.ts'
import { seedHistory } from './seed-history.ts'
import { reservationsChanged } from './stock/balances.ts'
import { deleteMovement } from './stock/move-stock.ts'
import { tellOrder, tellProduct } from './webhooks/events.ts'

/** What happens in a customer's Bling account without us. */
export function scenarios(erp: Erp): Record<string, Scenario> {
  return {
    revoke: (input) => ({ ended: revokeGrants(erp, findCompany(erp, input).id) }),
    companyStatus: (input) => {
      const company = findCompany(erp, input)
      company.isActive = flagOf(input['isActive']) ?? company.isActive
      company.mayAuthorize = flagOf(input['mayAuthorize']) ?? company.mayAuthorize
      return { login: company.login, isActive: company.isActive, mayAuthorize: company.mayAuthorize }
    },
    otherIntegration: (input) => useBudget(erp, findCompany(erp, input), numberOf(input['requests']) ?? 3),
    rejectInvoices: (input) => {
      const company = findCompany(erp, input)
      company.rejectsInvoices = flagOf(input['rejects']) ?? true
      return { rejectsInvoices: company.rejectsInvoices }
    },
    refuseTransition: (input) => {
      const company = findCompany(erp, input)
      company.refusedTransitions.push({ from: numberOf(input['from']) ?? 0, to: numberOf(input['to']) ?? 0 })
      return { refusedTransitions: company.refusedTransitions }
    },
    changeProduct: (input) => changeProduct(erp, findCompany(erp, input), input),
    deleteMovement: (input) => takeBack(erp, findCompany(erp, input), input),
    history: (input) => seedHistory(erp, findCompany(erp, input), input),
    changeOrder: (input) => changeOrder(erp, findCompany(erp, input), input),
  }
}

/** `{company}`: login, id or CNPJ; the first seeded one when absent. */
function findCompany(erp: Erp, input: Fields): Company {
  const companies = [...erp.companies.values()]
  const name = textOf(input['company']) ?? companies[0]?.login
  const company = companies.find((known) => known.login === name || known.id === name || known.cnpj === name)
  if (!company) throw new BadSetting(`There is no company ${name}.`)
  return company
}

/** Another application of the same customer makes calls: the budget is the account's. */
function useBudget(erp: Erp, company: Company, requests: number): unknown {
  const now = erp.world.clock.now()
  for (let i = 0; i < requests; i++) company.recent.push(now)
  company.day.count += requests
  return { requests }
}

/** Somebody changes an order in Bling's own screen: `{orderId?, statusId}`. */
function changeOrder(erp: Erp, company: Company, input: Fields): unknown {
  const id = numberOf(input['orderId']) ?? [...company.orders.keys()].at(-1) ?? 0
  const order: Order | undefined = company.orders.get(id)
  if (!order) throw new BadSetting(`There is no order ${id}.`)
  changeReservation(erp, company, order, () => {
    order.statusId = numberOf(input['statusId']) ?? order.statusId
  })
  order.updatedAt = erp.world.clock.now()
  tellOrder(erp, company, order, 'updated')
  return { orderId: order.id, statusId: order.statusId }
}

/** Somebody edits a product in Bling's own screen: `{productId?, set?}`; `deletes: true` removes it for good. */
function changeProduct(erp: Erp, company: Company, input: Fields): unknown {
  const id = numberOf(input['productId']) ?? [...company.products.keys()].at(-1) ?? 0
  const product = company.products.get(id)
  if (!product) throw new BadSetting(`There is no product ${id}.`)
  if (flagOf(input['deletes']) === true) company.products.delete(id)
  else product.body = { ...product.body, ...fieldsOf(input['set']) }
  product.updatedAt = erp.world.clock.now()
  reservationsChanged(company)
  tellProduct(erp, company, product, flagOf(input['deletes']) === true ? 'deleted' : 'updated')
  return { productId: id }
}

/** Somebody takes a stock posting back: `{movementId?}`, the last one unless said. */
function takeBack(erp: Erp, company: Company, input: Fields): unknown {
  const id = numberOf(input['movementId']) ?? [...company.movements.keys()].at(-1) ?? 0
  const movement = company.movements.get(id)
  if (!movement) throw new BadSetting(`There is no stock movement ${id}.`)
  deleteMovement(erp, company, movement)
  return { movementId: id }
}
