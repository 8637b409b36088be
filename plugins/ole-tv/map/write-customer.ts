import { at, type HandlerContext, textOf } from '@tomada/sdk'
import { ask, isProxy } from '../client.ts'
import { toCustomer } from './to-customer.ts'
import { type CustomerForm, type CustomerInput, givenParts, newCustomerForm, requiredParts } from './to-customer-form.ts'
import { toProxyForm } from './to-proxy-form.ts'

export async function insertCustomer(ctx: HandlerContext, input: CustomerInput): Promise<string> {
  const answer = await ask(ctx, 'insertCustomer', { form: isProxy(ctx) ? toProxyForm(input) : newCustomerForm(input, ctx) })
  const id = textOf(at(answer, 'id'))
  if (id === null) throw new Error('Olé did not say the id of the new customer')
  return id
}

/**
 * Sends what differs from what the provider has, and the five members that it asks for in every change. Nothing differs: nothing is
 * sent. Gives the names of what was sent, as the provider calls them.
 */
export async function changeCustomer(ctx: HandlerContext, clienteId: string, change: Partial<CustomerInput>): Promise<string[]> {
  const ids = { idCliente: clienteId }
  const now = toCustomer(at(await ask(ctx, 'customer', { ids }), 'dados'))
  if (now.nome === null || now.documento === null) throw new Error('Olé gave a customer without name or document')
  const changed = differing(givenParts(change), givenParts({ ...now, nome: now.nome, documento: now.documento }))
  const names = Object.keys(changed)
  if (names.length === 0) return []
  const required = requiredParts({ nome: now.nome, documento: now.documento, diaVencimento: now.diaVencimento }, ctx)
  await ask(ctx, 'changeCustomer', { ids, form: isProxy(ctx) ? toProxyForm(change) : { ...required, ...changed } })
  return names
}

/** A phone is three lists: when one of them differs, all are sent. */
function differing(wanted: CustomerForm, now: CustomerForm): CustomerForm {
  const names = Object.keys(wanted).filter((name) => JSON.stringify(wanted[name]) !== JSON.stringify(now[name]))
  const isPhone = (name: string) => name.startsWith('telefone_')
  const hasPhone = names.some(isPhone)
  return Object.fromEntries(Object.entries(wanted).filter(([name]) => names.includes(name) || (hasPhone && isPhone(name))))
}
