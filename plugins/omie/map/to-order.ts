import { at, type Json } from '@tomada/sdk'
import { withChangedAt } from './changed-at.ts'

/**
 * An order as it is stored: the same whether it came from a list or was read alone. A list tells empty members, a single reading leaves
 * them out; and the state of an order is spread over a stage, which a cancelled order keeps, and five flags: `situacao` says it in a word.
 */
export function toOrder(order: Json): Json {
  const whole = withChangedAt(withoutEmpty(order), 'infoCadastro')
  if (typeof whole !== 'object' || whole === null || Array.isArray(whole)) return whole
  return { ...whole, situacao: stateOf(whole) }
}

function stateOf(order: Json): string {
  const is = (flag: string) => at(order, 'infoCadastro', flag) === 'S'
  if (is('cancelado')) return 'cancelado'
  if (is('devolvido')) return 'devolvido'
  if (is('denegado')) return 'denegado'
  const stage = at(order, 'cabecalho', 'etapa')
  if (is('autorizado')) return stage === '70' ? 'entrega' : 'autorizado'
  if (is('faturado')) return 'faturado'
  return typeof stage === 'string' ? stage : ''
}

function withoutEmpty(value: Json): Json {
  if (Array.isArray(value)) return value.map(withoutEmpty)
  if (typeof value !== 'object' || value === null) return value
  const members = Object.entries(value).map(([name, member]): [string, Json] => [name, withoutEmpty(member ?? null)])
  return Object.fromEntries(members.filter(([, member]) => !isEmpty(member)))
}

function isEmpty(value: Json): boolean {
  if (value === '' || value === 0 || value === null) return true
  return typeof value === 'object' && Object.keys(value).length === 0
}
