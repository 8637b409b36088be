import { balanceOf, reservedOf } from '../books/balances.ts'
import { linkOf } from '../books/invoice-papers.ts'
import { customerOf } from '../books/order-facts.ts'
import { brDate, turned } from '../dates.ts'
import type { Erp } from '../erp.ts'
import type { Account, Invoice, Order, Product } from '../erp.types.ts'
import { masked } from '../masked.ts'
import { situationOfSlug } from '../situations.ts'
import { deliver } from './deliver.ts'

export function tellOrder(erp: Erp, account: Account, order: Order, kind: 'inclusao_pedido' | 'atualizacao_pedido'): void {
  const { name, document } = customerOf(account, order)
  deliver(erp, account, kind, {
    id: String(order.id),
    numero: String(order.number),
    data: turned(order.date),
    idPedidoEcommerce: order.ecommerceNumber ?? '',
    codigoSituacao: order.situation,
    descricaoSituacao: situationOfSlug(order.situation)?.description ?? '',
    idContato: String(order.contactId),
    idNotaFiscal: String(order.invoiceId ?? 0),
    nomeEcommerce: account.shops.find((shop) => shop.id === order.ecommerceId)?.name ?? '',
    cliente: { nome: name, cpfCnpj: document === '' ? null : masked(document) },
  })
  if (kind === 'atualizacao_pedido' && order.ecommerceId !== null) {
    const payload = { idPedidoEcommerce: order.ecommerceNumber ?? '', idVendaTiny: order.id, situacao: order.situation }
    deliver(erp, account, 'situacao_pedido', payload, 'integration')
  }
}

/** Both levels are told: the balance of the account, and what a shop may sell. */
export function tellStock(erp: Erp, account: Account, product: Product): void {
  const { id, sku, name } = product
  const saldo = balanceOf(account, product)
  deliver(erp, account, 'estoque', { idProduto: id, sku, nome: name, saldo })
  const available = saldo - reservedOf(account, product)
  const mapped = { skuMapeamento: product.mappings[0]?.sku ?? '', skuMapeamentoPai: '' }
  deliver(erp, account, 'estoque', { tipoEstoque: 'D', saldo: available, idProduto: id, sku, ...mapped }, 'integration')
}

/** A shop's product is sent to it, and the shop answers with its mapping. */
export function sendProduct(erp: Erp, account: Account, product: Product, kind: 'produto' | 'precos'): void {
  const mapping = product.mappings[0]
  const variations = [...account.products.values()].filter((one) => one.parentId === product.id)
  const view = (one: Product) => ({
    id: String(one.id),
    idMapeamento: String(one.mappings[0]?.id ?? mapping?.id ?? 0),
    skuMapeamento: one.mappings[0]?.sku ?? '',
    nome: one.name,
    codigo: one.sku,
    preco: one.price,
    precoPromocional: one.promotionalPrice,
  })
  deliver(erp, account, kind, { ...view(product), unidade: product.unit, variacoes: variations.map(view) }, 'integration')
}

export function tellTracking(erp: Erp, account: Account, order: Order): void {
  deliver(erp, account, 'rastreio', {
    idPedidoEcommerce: order.ecommerceNumber ?? '',
    idVendaTiny: order.id,
    codigoRastreio: order.tracking.code,
    urlRastreio: order.tracking.url,
  })
}

export function tellInvoice(erp: Erp, account: Account, invoice: Invoice): void {
  deliver(erp, account, 'nota_fiscal', {
    chaveAcesso: invoice.accessKey,
    numero: Number(invoice.number),
    serie: invoice.series,
    urlDanfe: linkOf(invoice),
    idPedidoEcommerce: invoice.ecommerceNumber ?? '',
    dataEmissao: brDate(invoice.issuedAt),
    valorNota: invoice.total,
    idNotaFiscalTiny: invoice.id,
  })
}
