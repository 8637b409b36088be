import type { Json } from '@tomada/sdk'
import { withoutNulls } from './values.ts'

export interface ContactFields {
  nome?: string | null
  documento?: string | null
  tipoPessoa?: string | null
  fantasia?: string | null
  inscricaoEstadual?: string | null
  email?: string | null
  telefone?: string | null
  celular?: string | null
  endereco?: AddressFields | null
}

export interface AddressFields {
  logradouro?: string | null
  numero?: string | null
  complemento?: string | null
  bairro?: string | null
  cep?: string | null
  cidade?: string | null
  uf?: string | null
}

/** As v2 takes it: the address among the contact's own members. What is not said is not sent. */
export function toContactV2(contact: ContactFields): { [key: string]: Json } {
  const { nome, fantasia, email, celular, endereco } = contact
  const { logradouro, ...place } = endereco ?? {}
  return withoutNulls({
    nome,
    fantasia,
    tipo_pessoa: contact.tipoPessoa,
    cpf_cnpj: contact.documento,
    ie: contact.inscricaoEstadual,
    email,
    celular,
    fone: contact.telefone,
    endereco: logradouro,
    ...place,
  })
}

/** As v3 takes it. */
export function toContactV3(contact: ContactFields): { [key: string]: Json } {
  const { nome, fantasia, tipoPessoa, inscricaoEstadual, email, telefone, celular, endereco } = contact
  const { logradouro, cidade, ...place } = endereco ?? {}
  const address = withoutNulls({ endereco: logradouro, municipio: cidade, ...place })
  return withoutNulls({
    nome,
    fantasia,
    tipoPessoa,
    cpfCnpj: contact.documento,
    inscricaoEstadual,
    email,
    telefone,
    celular,
    endereco: Object.keys(address).length === 0 ? null : address,
  })
}
