import { type ActionContext, at, textOf } from '@tomada/sdk'
import { getRecord } from '../client.ts'

/**
 * One contact with its address.
 * Source: GET /contatos/{id} of Bling's OpenAPI document (September 2026); fixture: fixtures/get-contact.json
 */
export default async function getContact({ contatoId }: { contatoId: string | number }, ctx: ActionContext) {
  const contact = await getRecord(ctx, `/contatos/${contatoId}`)
  const text = (...path: string[]) => textOf(at(contact, ...path))
  const address = (name: string) => text('endereco', 'geral', name)
  return {
    id: text('id') ?? String(contatoId),
    nome: text('nome'),
    fantasia: text('fantasia'),
    tipo: text('tipo'),
    situacao: text('situacao'),
    numeroDocumento: text('numeroDocumento'),
    email: text('email'),
    telefone: text('telefone'),
    celular: text('celular'),
    endereco: {
      endereco: address('endereco'),
      numero: address('numero'),
      complemento: address('complemento'),
      bairro: address('bairro'),
      cep: address('cep'),
      municipio: address('municipio'),
      uf: address('uf'),
    },
  }
}
