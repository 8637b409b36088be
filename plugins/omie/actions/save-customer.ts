import { type ActionContext, at, digitsOf, InvalidInputError, textOf } from '@tomada/sdk'
import { call, withoutNulls } from '../client.ts'

export interface CustomerToSave {
  documento: string
  razaoSocial: string
  nomeFantasia?: string | null
  email?: string | null
  telefone?: string | null
  endereco?: string | null
  enderecoNumero?: string | null
  complemento?: string | null
  bairro?: string | null
  cidade?: string | null
  estado?: string | null
  cep?: string | null
  inscricaoEstadual?: string | null
  codigoIntegracao?: string | null
}

/** Makes the customer, or changes the one with this CPF or CNPJ: Omie matches by the document, so hand-made ones are found too. */
export default async function saveCustomer(input: CustomerToSave, ctx: ActionContext): Promise<{ id: string; criado: boolean }> {
  const document = digitsOf(input.documento)
  if (document === null) throw new InvalidInputError('/documento', 'The document has no digits')
  const phone = digitsOf(input.telefone ?? null)
  const answer = await call(
    ctx,
    'geral/clientes',
    'UpsertClienteCpfCnpj',
    withoutNulls({
      codigo_cliente_integracao: input.codigoIntegracao ?? document,
      cnpj_cpf: document,
      razao_social: input.razaoSocial.slice(0, 60),
      nome_fantasia: (input.nomeFantasia ?? input.razaoSocial).slice(0, 100),
      email: input.email,
      telefone1_ddd: phone?.slice(0, 2),
      telefone1_numero: phone?.slice(2),
      endereco: input.endereco,
      endereco_numero: input.enderecoNumero,
      complemento: input.complemento,
      bairro: input.bairro,
      cidade: input.cidade,
      estado: input.estado,
      cep: digitsOf(input.cep ?? null),
      inscricao_estadual: input.inscricaoEstadual,
    }),
  )
  const id = textOf(at(answer, 'codigo_cliente_omie'))
  if (id === null) throw new Error('Omie did not say the id of the customer')
  return { id, criado: /cadastrado/.test(textOf(at(answer, 'descricao_status')) ?? '') }
}
