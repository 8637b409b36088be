import { type EmulatorAnswer, type EmulatorRequest, json, numberOf } from '@tomada/sdk/emulator'

export function refusal(status: number, mensagem: string, detalhes: { campo: string; mensagem: string }[] = []): EmulatorAnswer {
  return json(status, { mensagem, detalhes })
}

export function invalid(campo: string, mensagem: string): EmulatorAnswer {
  return refusal(400, 'Ocorreram erros de validação', [{ campo, mensagem }])
}

export const notFound = () => refusal(404, 'Registro não encontrado')

const PAGE = 100

/** `{itens, paginacao}`: `limit` at most 100, `offset` from 0. An empty list is 200 too. */
export function page<T>({ query }: EmulatorRequest, rows: readonly T[], view: (row: T) => unknown): EmulatorAnswer {
  const limit = Math.min(numberOf(query.get('limit') ?? PAGE) ?? PAGE, PAGE)
  const offset = numberOf(query.get('offset') ?? 0) ?? 0
  if (limit < 1 || offset < 0) return invalid('limit', 'Valor inválido')
  const sorted = query.get('orderBy') === 'desc' ? rows.toReversed() : rows
  return json(200, { itens: sorted.slice(offset, offset + limit).map(view), paginacao: { limit, offset, total: rows.length } })
}

/** Whether an int was sent where Tiny wants one; its own words when an object came. */
export function wantInt(value: unknown, name: string): EmulatorAnswer | null {
  if (typeof value !== 'object' || value === null) return null
  return refusal(400, `O tipo de dado 'stdClass' não é válido para a propriedade '${name}' do tipo 'int'`)
}
