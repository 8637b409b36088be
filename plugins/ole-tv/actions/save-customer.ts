import type { ActionContext } from '@tomada/sdk'
import { isRefused } from '../client.ts'
import { findCustomer } from '../map/find-customer.ts'
import type { CustomerInput } from '../map/to-customer-form.ts'
import { changeCustomer, insertCustomer } from '../map/write-customer.ts'

/**
 * By document: creates who is not there, changes who is. That the document is taken when it was not found a moment ago is no failure:
 * somebody else was faster. Source: POST /clientes/buscacpfcnpj, /clientes/inserir and /clientes/alterar
 */
export default async function saveCustomer(input: CustomerInput, ctx: ActionContext) {
  const known = await findCustomer(ctx, input.documento)
  if (known !== null) return change(known.id)
  try {
    return { clienteId: await insertCustomer(ctx, input), criado: true }
  } catch (error) {
    if (!isRefused(error, 'conflict')) throw error
    const other = await findCustomer(ctx, input.documento)
    if (other === null) throw error
    return change(other.id)
  }

  async function change(clienteId: string) {
    const { documento: _document, ...rest } = input
    await changeCustomer(ctx, clienteId, rest)
    return { clienteId, criado: false }
  }
}
