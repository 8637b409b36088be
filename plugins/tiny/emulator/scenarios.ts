import { BadSetting, type Fields, fieldsOf, flagOf, numberOf, type Scenario, textOf } from '@tomada/sdk/emulator'
import { V2_PLANS } from './admission.ts'
import { touch } from './books/order-book.ts'
import { stockChanged } from './books/stock-book.ts'
import type { Erp } from './erp.ts'
import type { Account, Plan } from './erp.types.ts'
import { seedHistory } from './seed-history.ts'
import { situationOfSlug } from './situations.ts'
import { sendProduct } from './webhooks/events.ts'

/** What happens in a customer's account without us. `{account}`: login or CNPJ; the first seeded one when absent. */
export function scenarios(erp: Erp): Record<string, Scenario> {
  const of = (act: (account: Account, input: Fields) => unknown) => (input: Fields) => act(accountOf(erp, input), input)
  return {
    history: of((account, input) => seedHistory(erp, account, input)),
    revoke: of((account) => revoke(erp, account)),
    // What a person sees in the panel.
    panel: of(({ login, token, plan }) => ({ login, token, plan })),
    setAccount: of((account, input) => setAccount(account, input)),
    otherIntegration: of((account, input) => useBudget(erp, account, numberOf(input['requests']) ?? 30)),
    changeOrder: of((account, input) => changeOrder(erp, account, input)),
    changeProduct: of((account, input) => changeProduct(erp, account, input)),
    changeStock: of((account, input) => changeStock(erp, account, input)),
    removeProduct: of((account, input) => ({ removed: account.products.delete(numberOf(input['productId']) ?? 0) })),
    sendProduct: of((account, input) => sendToShop(erp, account, input)),
  }
}

function accountOf(erp: Erp, input: Fields): Account {
  const name = textOf(input['account']) ?? erp.accounts[0]?.login
  const account = erp.accounts.find((one) => one.login === name || one.cnpj === name)
  if (account === undefined) throw new BadSetting(`There is no account ${name}.`)
  return account
}

/** The consent ends, and the panel makes another token: both ways in are closed. */
function revoke(erp: Erp, account: Account): unknown {
  for (const grant of erp.grants.values()) if (grant.login === account.login) grant.revoked = true
  account.token = erp.random.hex(64)
  return { token: account.token }
}

/** `{plan?, isBlocked?, hasStockQueue?}`. */
function setAccount(account: Account, input: Fields): unknown {
  const plan = textOf(input['plan'])
  if (plan !== undefined) account.plan = planOf(plan)
  account.isBlocked = flagOf(input['isBlocked']) ?? account.isBlocked
  account.hasStockQueue = flagOf(input['hasStockQueue']) ?? account.hasStockQueue
  return { plan: account.plan, isBlocked: account.isBlocked, hasStockQueue: account.hasStockQueue }
}

function planOf(text: string): Plan {
  switch (text) {
    case 'comecar':
    case 'crescer':
    case 'evoluir':
    case 'potencializar':
      return text
    default:
      throw new BadSetting(`plan must be one of ${Object.keys(V2_PLANS).join(', ')}.`)
  }
}

/** Another integration of the same customer makes calls: the quota is the account's. */
function useBudget(erp: Erp, account: Account, requests: number): unknown {
  const now = erp.world.clock.now()
  for (let i = 0; i < requests; i++) for (const window of [account.calls.v2, account.calls.v3]) window.push(now)
  return { requests }
}

/** Somebody moves an order in Tiny's own screen: `{orderId?, situation?}`. */
function changeOrder(erp: Erp, account: Account, input: Fields): unknown {
  const order = account.orders.get(numberOf(input['orderId']) ?? [...account.orders.keys()].at(-1) ?? 0)
  if (order === undefined) throw new BadSetting('There is no such order.')
  const slug = textOf(input['situation']) ?? order.situation
  if (situationOfSlug(slug) === undefined) throw new BadSetting(`There is no situation ${slug}.`)
  order.situation = slug
  order.notes = textOf(input['notes']) ?? order.notes
  touch(erp, account, order)
  return { orderId: order.id, situation: slug }
}

/** Somebody edits a product: `{productId, set: {name?, price?, situation?}}`. There is no account webhook of products. */
function changeProduct(erp: Erp, account: Account, input: Fields): unknown {
  const product = account.products.get(numberOf(input['productId']) ?? 0)
  if (product === undefined) throw new BadSetting('There is no such product.')
  const set = fieldsOf(input['set'])
  product.name = textOf(set['name']) ?? product.name
  product.price = numberOf(set['price']) ?? product.price
  product.situation = textOf(set['situation']) ?? product.situation
  product.updatedAt = erp.world.clock.now()
  return { productId: product.id }
}

/** Somebody counts the shelf: `{productId, balance}`. */
function changeStock(erp: Erp, account: Account, input: Fields): unknown {
  const product = account.products.get(numberOf(input['productId']) ?? 0)
  const deposit = account.deposits[0]
  if (product === undefined || deposit === undefined) throw new BadSetting('There is no such product.')
  product.stock.set(deposit.id, numberOf(input['balance']) ?? 0)
  stockChanged(erp, account, product)
  return { productId: product.id }
}

/** A product is sent to the shop that it is mapped to: `{productId?, kind?: produto | precos}`. */
function sendToShop(erp: Erp, account: Account, input: Fields): unknown {
  const product = account.products.get(numberOf(input['productId']) ?? [...account.products.keys()][0] ?? 0)
  if (product === undefined) throw new BadSetting('There is no such product.')
  if (product.mappings.length === 0) product.mappings.push({ id: product.id * 10, sku: '' })
  sendProduct(erp, account, product, textOf(input['kind']) === 'precos' ? 'precos' : 'produto')
  return { productId: product.id }
}
