import { customerOf, totalsOf } from '../books/order-facts.ts'
import { brDate, turned } from '../dates.ts'
import type { Account, Order } from '../erp.types.ts'
import { masked } from '../masked.ts'
import { situationOfSlug } from '../situations.ts'
import { addressOf } from './contacts.ts'

/** All values are texts, `0` stands for none. */
export function viewOrder(account: Account, order: Order) {
  const contact = customerOf(account, order)
  const { products, total } = totalsOf(order)
  const invoice = order.invoiceId === null ? undefined : account.invoices.get(order.invoiceId)
  const shop = account.shops.find((one) => one.id === order.ecommerceId)
  return {
    id: String(order.id),
    numero: String(order.number),
    data_pedido: turned(order.date),
    data_prevista: order.expectedDate === '' ? '' : turned(order.expectedDate),
    data_faturamento: invoice === undefined ? '' : brDate(invoice.issuedAt),
    data_envio: '',
    data_entrega: '',
    id_lista_preco: '0',
    descricao_lista_preco: '',
    cliente: {
      codigo: contact.code,
      nome: contact.name,
      nome_fantasia: contact.tradeName,
      tipo_pessoa: contact.kind,
      cpf_cnpj: masked(contact.document),
      ie: contact.stateRegistration,
      rg: '',
      ...addressOf(contact),
      fone: contact.phone || contact.mobile,
      email: contact.email,
    },
    itens: order.items.map((item) => ({
      item: {
        id_produto: String(item.productId ?? 0),
        codigo: item.sku,
        descricao: item.description,
        unidade: item.unit,
        quantidade: item.quantity.toFixed(2),
        valor_unitario: item.price.toFixed(10),
        info_adicional: '',
      },
    })),
    parcelas: order.instalments.map((one) => ({
      parcela: {
        dias: String(one.days),
        data: turned(one.date),
        valor: one.value.toFixed(2),
        obs: '',
        forma_pagamento: '',
        meio_pagamento: null,
      },
    })),
    marcadores: order.markers.map((descricao, index) => ({ marcador: { id: String(index + 1), descricao, cor: '#808080' } })),
    condicao_pagamento: '',
    forma_pagamento: order.payment,
    meio_pagamento: null,
    nome_transportador: null,
    frete_por_conta: 'E',
    valor_frete: order.freight.toFixed(2),
    valor_desconto: order.discount.toFixed(2),
    outras_despesas: order.otherCosts.toFixed(2),
    total_produtos: products.toFixed(2),
    total_pedido: total.toFixed(2),
    numero_ordem_compra: order.purchaseOrder,
    deposito: 'Geral',
    forma_envio: 'S',
    forma_frete: '',
    situacao: situationOfSlug(order.situation)?.description ?? '',
    obs: order.notes,
    obs_interna: order.internalNotes,
    id_vendedor: '0',
    nome_vendedor: '',
    codigo_rastreamento: order.tracking.code,
    url_rastreamento: order.tracking.url,
    id_nota_fiscal: String(order.invoiceId ?? 0),
    id_natureza_operacao: '0',
    ecommerce: { id: String(shop?.id ?? 0), numeroPedidoEcommerce: order.ecommerceNumber ?? '', nomeEcommerce: shop?.name ?? '' },
    pagamentos_integrados: [],
  }
}
