import { at, digitsOf, type Json, listOf, textOf } from '@tomada/sdk'
import { readDate } from './dates.ts'

/** A row of a list: `id` is what everything else is asked by. */
export interface FoundCustomer {
  id: string
  nome: string | null
  documento: string | null
  dataNascimento: string | null
}

export function toFoundCustomer(row: Json): FoundCustomer {
  const id = textOf(at(row, 'id'))
  if (id === null) throw new Error('Olé gave a customer without id')
  return {
    id,
    nome: textOf(at(row, 'nome')),
    documento: digitsOf(at(row, 'cpf_cnpj')),
    dataNascimento: readDate(textOf(at(row, 'data_nascimento'))),
  }
}

export function toCustomer(dados: Json) {
  const text = (...path: string[]) => textOf(at(dados, ...path))
  return {
    ...toFoundCustomer(dados),
    tipoPessoa: text('tipo_pessoa')?.includes('Jur') ? ('J' as const) : ('F' as const),
    nomeFantasia: text('nome_fantasia'),
    inscricaoEstadual: text('inscricao_estadual'),
    contato: text('contato'),
    diaVencimento: Number(text('dia_vencimento') ?? 0) || null,
    status: text('status'),
    emails: listOf(at(dados, 'emails')).flatMap((one) => textOf(at(one, 'email')) ?? []),
    telefones: listOf(at(dados, 'telefones')).flatMap((one) => digitsOf(`${textOf(at(one, 'ddd'))}${textOf(at(one, 'numero'))}`) ?? []),
    endereco: {
      cep: digitsOf(at(dados, 'endereco', 'cep')),
      logradouro: text('endereco', 'logradouro'),
      numero: text('endereco', 'numero'),
      bairro: text('endereco', 'bairro'),
      complementoTipo: text('endereco', 'complemento', 'tipo'),
      complemento: text('endereco', 'complemento', 'valor'),
      pontoReferencia: text('endereco', 'ponto_referencia'),
      cidade: text('endereco', 'cidade'),
      uf: text('endereco', 'estado_sigla'),
    },
  }
}
