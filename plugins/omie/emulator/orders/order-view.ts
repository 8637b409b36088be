import { numberOf } from '@tomada/sdk/emulator'
import { dateOf, timeOf } from '../dates.ts'
import type { Body, Company, Order, OrderItem } from '../erp.types.ts'
import { cents, said } from '../text.ts'

/** 15 digits, as orders write their number. */
export function paddedNumber({ number }: Pick<Order, 'number'>): string {
  return String(number).padStart(15, '0')
}

export function totalOf({ items, frete }: Pick<Order, 'items' | 'frete'>): number {
  const goods = items.reduce((sum, item) => sum + cents(item.quantity * item.unitPrice) - item.discount, 0)
  return cents(goods + (numberOf(frete['valor_frete']) ?? 0))
}

/** Every field, empty ones too, as lists have it. */
export function viewOrder(company: Company, order: Order, isSummary: boolean): Body {
  const { cabecalho } = order
  const head = {
    codigo_pedido: order.id,
    codigo_pedido_integracao: order.integrationCode,
    numero_pedido: paddedNumber(order),
    codigo_cliente: order.customerId,
    data_previsao: said(cabecalho['data_previsao']),
    etapa: order.stage,
    codigo_parcela: said(cabecalho['codigo_parcela']),
    qtde_parcelas: order.parcels.length,
    quantidade_itens: order.items.length,
    origem_pedido: said(cabecalho['origem_pedido']) || 'API',
    // A text here, a number elsewhere.
    codigo_empresa: company.id,
    codigo_cenario_impostos: '903496335',
    bloqueado: 'N',
    importado_api: order.byApi ? 'S' : 'N',
    encerrado: 'N',
    enc_motivo: '',
  }
  const more = {
    cabecalho: head,
    frete: { modalidade: '9', codigo_transportadora: 0, codigo_rastreio: '', ...order.frete },
    informacoes_adicionais: { numero_pedido_cliente: '', codVend: 0, codProj: 0, ...order.informacoes },
    observacoes: { obs_venda: '', ...order.observacoes },
    infoCadastro: infoOf(order),
  }
  if (isSummary) return more
  return {
    ...more,
    det: order.items.map((item) => viewItem(company, item)),
    departamentos: [],
    lista_parcelas: { parcela: order.parcels },
    total_pedido: {
      valor_total_pedido: totalOf(order),
      valor_mercadorias: totalOf({ ...order, frete: {} }),
      valor_descontos: cents(order.items.reduce((sum, { discount }) => sum + discount, 0)),
      valor_icms: 0,
      valor_IPI: 0,
      valor_st: 0,
    },
  }
}

function viewItem(company: Company, item: OrderItem): Body {
  const product = company.products.get(item.productId)?.body ?? {}
  return {
    ide: { codigo_item: item.id, codigo_item_integracao: said(item.body['codigo_item_integracao']), simples_nacional: 'N' },
    produto: {
      codigo_produto: item.productId,
      codigo_produto_integracao: said(product['codigo_produto_integracao']),
      codigo: said(product['codigo']),
      descricao: said(product['descricao']),
      cfop: '5.102',
      ncm: said(product['ncm']),
      ean: said(product['ean']),
      unidade: said(product['unidade']),
      quantidade: item.quantity,
      valor_unitario: item.unitPrice,
      valor_desconto: item.discount,
      valor_mercadoria: cents(item.quantity * item.unitPrice),
      valor_total: cents(item.quantity * item.unitPrice) - item.discount,
      reservado: 'N',
    },
    inf_adic: { codigo_local_estoque: item.locationId, nao_movimentar_estoque: item.movesStock ? 'N' : 'S', peso_bruto: 0 },
    observacao: { obs_item: '' },
    imposto: {},
  }
}

function infoOf(order: Order): Body {
  const user = order.byApi ? 'WEBSERVICE' : 'P000114759'
  const when = (prefix: string, at: number | null) =>
    at === null ? {} : { [`d${prefix}`]: dateOf(at), [`h${prefix}`]: timeOf(at), [`u${prefix}`]: user }
  const flag = (holds: boolean) => (holds ? 'S' : 'N')
  return {
    ...when('Inc', order.createdAt),
    ...when('Alt', order.changedAt),
    ...when('Fat', order.invoicedAt),
    ...when('Can', order.cancelledAt),
    cancelado: flag(order.cancelledAt !== null),
    faturado: flag(order.invoicedAt !== null),
    autorizado: flag(order.outcome === 'authorised'),
    denegado: flag(order.outcome === 'denied'),
    devolvido: flag(order.returnedAt !== null),
    devolvido_parcial: 'N',
    cImpAPI: flag(order.byApi),
  }
}

/** Without what is empty or zero: one order read by its id omits those. */
export function withoutEmpty(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutEmpty)
  if (typeof value !== 'object' || value === null) return value
  const kept = Object.entries(value)
    .map(([name, member]): [string, unknown] => [name, withoutEmpty(member)])
    .filter(([, member]) => !isEmpty(member))
  return Object.fromEntries(kept)
}

function isEmpty(value: unknown): boolean {
  if (value === '' || value === 0 || value === null) return true
  if (Array.isArray(value)) return value.length === 0
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0
}
