import type { ActionContext } from '@tomada/sdk'
import { findCustomer } from '../map/find-customer.ts'

/** Source: POST /clientes/buscacpfcnpj/{cpf_cnpj} */
export default async function find({ documento }: { documento: string }, ctx: ActionContext) {
  return { cliente: await findCustomer(ctx, documento) }
}
