import { type ActionContext, at, digitsOf } from '@tomada/sdk'
import { listAll } from '../client.ts'
import { type Customer, toCustomer } from '../map/to-customer.ts'

const LIST = { service: 'geral/clientes', name: 'ListarClientes', dialect: 'snake', rows: 'clientes_cadastro' } as const

/** The customer with this CPF or CNPJ, or null. Measured: the filter takes digits only, while answers are masked. */
export default async function findCustomer(input: { documento: string }, ctx: ActionContext): Promise<{ cliente: Customer | null }> {
  const document = digitsOf(input.documento) ?? ''
  const rows = await listAll(ctx, LIST, { apenas_importado_api: 'N', clientesFiltro: { cnpj_cpf: document } })
  const found = rows.find((row) => digitsOf(at(row, 'cnpj_cpf')) === document)
  return { cliente: found === undefined ? null : toCustomer(found) }
}
