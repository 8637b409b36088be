import { type Json, textOf } from '@tomada/sdk'

/** v2 writes slugs and reads descriptions, v3 has numbers in another order: here they are the slugs. */
const SITUATIONS = [
  { slug: 'aberto', number: 0, texts: ['em aberto', 'aberto', 'aberta'] },
  { slug: 'faturado', number: 1, texts: ['faturado', 'faturada', 'faturado (atendido)', 'atendido', 'atendida'] },
  { slug: 'cancelado', number: 2, texts: ['cancelado', 'cancelada'] },
  { slug: 'aprovado', number: 3, texts: ['aprovado', 'aprovada'] },
  { slug: 'preparando_envio', number: 4, texts: ['preparando envio'] },
  { slug: 'enviado', number: 5, texts: ['enviado', 'enviada'] },
  { slug: 'entregue', number: 6, texts: ['entregue'] },
  { slug: 'pronto_envio', number: 7, texts: ['pronto para envio', 'pronto envio'] },
  { slug: 'dados_incompletos', number: 8, texts: ['dados incompletos'] },
  { slug: 'nao_entregue', number: 9, texts: ['nao entregue'] },
] as const

export type Situation = (typeof SITUATIONS)[number]['slug']

/** Case and accents vary between accounts; a state that is not known comes as it is. */
export function toSituation(value: Json): string | null {
  const text = textOf(value)
  if (text === null) return null
  const plain = text
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .toLowerCase()
    .trim()
  const found = SITUATIONS.find((one) => one.slug === plain || String(one.number) === plain || one.texts.some((known) => known === plain))
  return found?.slug ?? text
}

/** v3's number. 0 is a state too. */
export function situationNumber(slug: Situation): number {
  return SITUATIONS.find((one) => one.slug === slug)?.number ?? 0
}
