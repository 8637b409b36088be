/** States of a sales order: v2 writes the slug and reads the description, v3 has numbers in another order. */
export const SITUATIONS = [
  { slug: 'aberto', description: 'Em aberto', number: 0 },
  { slug: 'faturado', description: 'Faturado', number: 1 },
  { slug: 'cancelado', description: 'Cancelado', number: 2 },
  { slug: 'aprovado', description: 'Aprovado', number: 3 },
  { slug: 'preparando_envio', description: 'Preparando envio', number: 4 },
  { slug: 'enviado', description: 'Enviado', number: 5 },
  { slug: 'entregue', description: 'Entregue', number: 6 },
  { slug: 'pronto_envio', description: 'Pronto para envio', number: 7 },
  { slug: 'dados_incompletos', description: 'Dados incompletos', number: 8 },
  { slug: 'nao_entregue', description: 'Não entregue', number: 9 },
] as const

export const INVOICE_SITUATIONS: Readonly<Record<number, string>> = {
  1: 'Pendente',
  2: 'Emitida',
  3: 'Cancelada',
  4: 'Enviada - Aguardando recibo',
  5: 'Rejeitada',
  6: 'Autorizada',
  7: 'Emitida DANFE',
  8: 'Registrada',
  9: 'Enviada - Aguardando protocolo',
  10: 'Denegada',
}

export function situationOfNumber(number: number) {
  return SITUATIONS.find((one) => one.number === number)
}

export function situationOfSlug(slug: string) {
  return SITUATIONS.find((one) => one.slug === slug)
}
