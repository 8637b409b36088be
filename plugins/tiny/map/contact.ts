import { at, digitsOf, type Json, textOf } from '@tomada/sdk'
import { firstText, isoDate, requireId } from './values.ts'

/** A contact in one shape, whichever generation it came from. */
export function toContact(contact: Json) {
  const address = at(contact, 'endereco')
  // v2 has the address among the contact's own members, where `endereco` is the street.
  const place = typeof address === 'object' && address !== null ? address : contact
  return {
    id: requireId(contact, at(contact, 'id')),
    codigo: textOf(at(contact, 'codigo')),
    nome: textOf(at(contact, 'nome')),
    fantasia: textOf(at(contact, 'fantasia')),
    tipoPessoa: firstText(at(contact, 'tipo_pessoa'), at(contact, 'tipoPessoa')),
    documento: digitsOf(at(contact, 'cpf_cnpj')) ?? digitsOf(at(contact, 'cpfCnpj')),
    inscricaoEstadual: firstText(at(contact, 'ie'), at(contact, 'inscricaoEstadual')),
    email: textOf(at(contact, 'email')),
    telefone: firstText(at(contact, 'fone'), at(contact, 'telefone')),
    celular: textOf(at(contact, 'celular')),
    endereco: {
      logradouro: textOf(at(place, 'endereco')),
      numero: textOf(at(place, 'numero')),
      complemento: textOf(at(place, 'complemento')),
      bairro: textOf(at(place, 'bairro')),
      cep: digitsOf(at(place, 'cep')),
      cidade: firstText(at(place, 'cidade'), at(place, 'municipio')),
      uf: textOf(at(place, 'uf')),
    },
    // A word in rows of v2, a letter everywhere else.
    situacao: textOf(at(contact, 'situacao'))?.slice(0, 1).toUpperCase() ?? null,
    alteradoEm: isoDate(at(contact, 'data_atualizacao')) ?? isoDate(at(contact, 'dataAtualizacao')),
  }
}

export type Contact = ReturnType<typeof toContact>
