import { at, digitsOf, type Json, textOf } from '@tomada/sdk'

export interface Customer {
  id: string
  codigoIntegracao: string | null
  razaoSocial: string | null
  nomeFantasia: string | null
  documento: string | null
  email: string | null
  telefone: string | null
  cidade: string | null
  estado: string | null
}

/** Throws when the row has no id. */
export function toCustomer(row: Json): Customer {
  const id = textOf(at(row, 'codigo_cliente_omie'))
  if (id === null) throw new Error('Omie gave a customer without its id')
  return {
    id,
    codigoIntegracao: textOf(at(row, 'codigo_cliente_integracao')),
    razaoSocial: textOf(at(row, 'razao_social')),
    nomeFantasia: textOf(at(row, 'nome_fantasia')),
    // Masked in answers.
    documento: digitsOf(at(row, 'cnpj_cpf')),
    email: textOf(at(row, 'email')),
    telefone: digitsOf(`${textOf(at(row, 'telefone1_ddd')) ?? ''}${textOf(at(row, 'telefone1_numero')) ?? ''}`),
    cidade: textOf(at(row, 'cidade')),
    estado: textOf(at(row, 'estado')),
  }
}
