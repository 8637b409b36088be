import { type ActionContext, at, digitsOf, type Json, textOf } from '@tomada/sdk'
import { addressOf, askForCustomer } from '../client.ts'

/** Source: GET /api/clientes/{documento} */
export default async function find({ documento }: { documento: string }, ctx: ActionContext) {
  const address = addressOf(ctx)
  if (address === null) return { configurado: false, cliente: null }
  const found = await askForCustomer(ctx, address, documento)
  return { configurado: true, cliente: found === null ? null : customerOf(found) }
}

function customerOf(found: Json) {
  const text = (...path: string[]) => textOf(at(found, ...path))
  const street = at(found, 'endereco')
  return {
    id: text('id'),
    nome: text('nome'),
    documento: digitsOf(at(found, 'documento')),
    email: text('email'),
    telefone: digitsOf(at(found, 'telefone')),
    dataNascimento: text('dataNascimento')?.slice(0, 10) ?? null,
    endereco:
      street === null
        ? null
        : {
            cep: digitsOf(at(street, 'cep')),
            logradouro: text('endereco', 'logradouro'),
            numero: text('endereco', 'numero'),
            complemento: text('endereco', 'complemento'),
            bairro: text('endereco', 'bairro'),
            cidade: text('endereco', 'cidade'),
            uf: text('endereco', 'uf'),
          },
  }
}
