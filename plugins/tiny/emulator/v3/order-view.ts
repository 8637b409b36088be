import { customerOf, totalsOf } from '../books/order-facts.ts'
import { isoDate } from '../dates.ts'
import type { Account, Order } from '../erp.types.ts'
import { masked } from '../masked.ts'
import { situationOfSlug } from '../situations.ts'
import { viewAddress } from './contact.routes.ts'

function common(account: Account, order: Order) {
  const contact = customerOf(account, order)
  const shop = account.shops.find((one) => one.id === order.ecommerceId)
  return {
    id: order.id,
    situacao: situationOfSlug(order.situation)?.number ?? 8,
    dataPrevista: order.expectedDate,
    cliente: {
      id: contact.id,
      nome: contact.name,
      codigo: contact.code,
      fantasia: contact.tradeName,
      tipoPessoa: contact.kind,
      cpfCnpj: masked(contact.document),
      telefone: contact.phone,
      celular: contact.mobile,
      email: contact.email,
      endereco: viewAddress(contact.address),
    },
    vendedor: null,
    ecommerce: shop === undefined ? null : { id: shop.id, nome: shop.name, numeroPedidoEcommerce: order.ecommerceNumber ?? '' },
  }
}

/** A row has no items, and its total is a text. */
export function viewOrderRow(account: Account, order: Order) {
  return {
    ...common(account, order),
    numeroPedido: order.number,
    dataCriacao: order.date,
    valor: totalsOf(order).total.toFixed(2),
    transportador: { id: 0, fretePorConta: 'R', codigoRastreamento: order.tracking.code, urlRastreamento: order.tracking.url },
  }
}

export function viewOrder(account: Account, order: Order) {
  const { products, total } = totalsOf(order)
  const invoice = order.invoiceId === null ? undefined : account.invoices.get(order.invoiceId)
  return {
    ...common(account, order),
    numeroPedido: order.number,
    data: order.date,
    dataFaturamento: invoice === undefined ? '' : isoDate(invoice.issuedAt),
    dataEnvio: '',
    dataEntrega: '',
    valorTotalProdutos: products,
    valorTotalPedido: total,
    valorDesconto: order.discount,
    valorFrete: order.freight,
    valorOutrasDespesas: order.otherCosts,
    numeroOrdemCompra: order.purchaseOrder,
    observacoes: order.notes,
    observacoesInternas: order.internalNotes,
    idNotaFiscal: order.invoiceId ?? 0,
    marcadores: order.markers.map((descricao, index) => ({ id: index + 1, descricao })),
    transportador: { id: 0, nome: '', fretePorConta: 'R', codigoRastreamento: order.tracking.code, urlRastreamento: order.tracking.url },
    pagamento: {
      formaRecebimento: { id: 2, nome: order.payment },
      parcelas: order.instalments.map(({ days, date, value }) => ({ dias: days, data: date, valor: value })),
    },
    itens: order.items.map((item) => ({
      produto: { id: item.productId ?? 0, sku: item.sku, descricao: item.description, tipo: 'P' },
      quantidade: item.quantity,
      valorUnitario: item.price,
      infoAdicional: '',
    })),
  }
}
