import { dateOf, timeOf } from '../dates.ts'
import type { Body, Company, Invoice, Order } from '../erp.types.ts'
import { totalOf } from '../orders/order-view.ts'
import { cents, digits, said } from '../text.ts'

export function invoiceOf(company: Company, order: Order): Invoice | undefined {
  return [...company.invoices.values()].findLast(({ orderId }) => orderId === order.id)
}

export function paddedInvoice({ number }: Pick<Invoice, 'number'>): string {
  return String(number).padStart(8, '0')
}

/** What StatusPedido says of the invoices of an order. */
export function listNfe(company: Company, order: Order): Body[] {
  return [...company.invoices.values()]
    .filter(({ orderId }) => orderId === order.id)
    .map((invoice) => ({
      numero_lote: '1',
      status_lote: invoice.state === 'processing' ? '105' : '104',
      recibo: '',
      contingencia: 'N',
      numero_nfe: paddedInvoice(invoice),
      serie_nfe: '001',
      status_nfe: STATUS[invoice.state],
      chave_nfe: invoice.state === 'processing' ? '' : invoice.key,
      protocolo: invoice.state === 'authorised' ? `135${invoice.id}` : '',
      tipo: 'S',
      data_emissao: dateOf(invoice.issuedAt),
      hora_emissao: timeOf(invoice.issuedAt),
      mensagens: invoice.state === 'denied' ? [{ cCodigo: '302', cDescricao: 'Uso denegado', cCorrecao: '' }] : [],
      danfe: invoice.state === 'authorised' ? linkOf('danfe', invoice) : '',
      xml_distr: '',
    }))
}

const STATUS = { processing: '105', authorised: '100', denied: '302' } as const

export function linkOf(kind: 'danfe' | 'xml' | 'nota', { key }: Invoice): string {
  return `https://app.omie.com.br/${kind}/${key}`
}

export function viewInvoice(company: Company, invoice: Invoice, order: Order): Body {
  const customer = company.customers.get(order.customerId)
  const date = dateOf(invoice.issuedAt)
  const total = totalOf(order)
  return {
    ide: {
      mod: '55',
      nNF: paddedInvoice(invoice),
      serie: '001',
      dEmi: date,
      hEmi: timeOf(invoice.issuedAt),
      dSaiEnt: date,
      tpNF: '1',
      tpAmb: '2',
      finNFe: '1',
      indPag: '0',
      dReg: date,
      dCan: invoice.cancelledAt === null ? '' : dateOf(invoice.cancelledAt),
      dInut: '',
      cDeneg: invoice.state === 'denied' ? 'S' : 'N',
    },
    compl: {
      nIdNF: invoice.id,
      nIdPedido: order.id,
      cChaveNFe: invoice.state === 'processing' ? '' : invoice.key,
      cCodCateg: said(order.informacoes['codigo_categoria']),
      cModFrete: said(order.frete['modalidade']) || '9',
      nIdReceb: 0,
      nIdTransp: 0,
    },
    nfEmitInt: { nCodEmp: company.id, cCodEmpInt: '' },
    nfDestInt: {
      nCodCli: order.customerId,
      cCodCliInt: said(customer?.body['codigo_cliente_integracao']),
      cRazao: said(customer?.body['razao_social']),
      cnpj_cpf: digits(customer?.body['cnpj_cpf']),
    },
    det: order.items.map((item) => {
      const product = company.products.get(item.productId)?.body ?? {}
      const amount = cents(item.quantity * item.unitPrice)
      return {
        prod: {
          cProd: said(product['codigo']),
          xProd: said(product['descricao']),
          NCM: said(product['ncm']),
          CFOP: '5.102',
          uCom: said(product['unidade']),
          qCom: item.quantity,
          vUnCom: item.unitPrice,
          vProd: amount,
          vDesc: item.discount,
          vTotItem: amount - item.discount,
        },
        nfProdInt: { nCodProd: item.productId, nCodItem: item.id },
        itemPedido: { nIdItemPedido: item.id, cItemDevolvido: '', nItemQtdDevolvida: 0 },
        rastreabilidade: {},
      }
    }),
    // A key of theirs really ends in a space.
    total: { ICMSTot: { vNF: total, vProd: total, vDesc: 0, vFrete: 0 }, ISSQNtot: {}, retTrib: { 'vRetPrev ': 0 } },
    titulos: titlesOf(company, order),
    pedido: {
      cNumPedido: String(order.number),
      opPedido: '11',
      cCancelado: order.cancelledAt === null ? 'N' : 'S',
      cDevolvido: order.returnedAt === null ? 'N' : 'S',
    },
    info: {
      dInc: dateOf(invoice.createdAt),
      hInc: timeOf(invoice.createdAt),
      dAlt: dateOf(invoice.changedAt),
      hAlt: timeOf(invoice.changedAt),
    },
  }
}

/** The receivables that invoicing the order made; orders of the past have none of their own. */
function titlesOf(company: Company, order: Order): Body[] {
  return [...company.receivables.values()]
    .filter(({ orderId }) => orderId === order.id)
    .map(({ id, amount, body }, index, { length }) => ({
      nCodTitulo: id,
      dDtVenc: said(body['data_vencimento']),
      nValorTitulo: amount,
      nParcela: index + 1,
      nTotParc: length,
      cDoc: 'BOL',
    }))
}
