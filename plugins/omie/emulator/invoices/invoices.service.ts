import { numberOf } from '@tomada/sdk/emulator'
import { CHANGE_TAGS, isChangedWithin } from '../changed.ts'
import { dateOf, readDate } from '../dates.ts'
import type { Body, Company, Invoice, Order, Service } from '../erp.types.ts'
import { missing, unknownOrder } from '../omie-fault.ts'
import { snakePage } from '../paging.ts'
import { tags } from '../tags.ts'
import { said } from '../text.ts'
import { invoiceOf, linkOf, paddedInvoice, viewInvoice } from './invoice-view.ts'

const DAY_MS = 86_400_000

export const invoicesService: Service = {
  ConsultarNF: {
    type: 'nfConsultarRequest',
    tags: tags('nCodNF cChaveNFe nNF serie dEmi tpNF nIdPedido nIdCliente cnpj_cpf cDetalhesPedido tpAmb'),
    run({ company, param }) {
      const { invoice, order } = foundInvoice(company, param)
      return viewInvoice(company, invoice, order)
    },
  },
  ListarNF: {
    type: 'nfListarRequest',
    tags: tags(
      `pagina registros_por_pagina ordenar_por filtrar_por_status dEmiInicial dEmiFinal hEmiInicial hEmiFinal dSaiEntInicial dSaiEntFinal
      dRegInicial dRegFinal dCanInicial dCanFinal dInutInicial dInutFinal tpNF tpAmb cSerie nNFInicial nNFFinal cDetalhesPedido cApenasResumo
      opPedido cNumeroPedidoCliente nIdCliente cnpj_cpf ${CHANGE_TAGS}`,
    ),
    run: ({ company, param }) =>
      snakePage(param, 'nfCadastro', matching(company, param), ({ invoice, order }) => viewInvoice(company, invoice, order)),
  },
}

export const invoiceDocuments: Service = {
  ObterNfe: {
    type: 'nfeObterRequest',
    tags: tags('nIdNfe'),
    run({ company, param }) {
      const { invoice } = foundInvoice(company, { nCodNF: param['nIdNfe'] })
      const xml = `<?xml version="1.0" encoding="UTF-8"?><nfeProc><NFe><infNFe Id="NFe${invoice.key}"/></NFe></nfeProc>`
      return {
        cNumNfe: paddedInvoice(invoice),
        nChaveNfe: invoice.key,
        dDataEmisNfe: dateOf(invoice.issuedAt),
        cXmlNfe: xml,
        cPdf: linkOf('danfe', invoice),
        cLinkPortal: linkOf('nota', invoice),
        cCodStatus: '0',
        cDesStatus: 'Documento obtido com sucesso!',
      }
    },
  },
  ObterDanfeSimp: {
    type: 'danfeSimpObterRequest',
    tags: tags('nIdNfe'),
    run: ({ company, param }) => paper(linkOf('danfe', foundInvoice(company, { nCodNF: param['nIdNfe'] }).invoice)),
  },
  ObterPedVenda: {
    type: 'pedVendaObterRequest',
    tags: tags('nIdPed'),
    run({ company, param }) {
      const order = company.orders.get(Number(param['nIdPed']))
      if (order === undefined) throw unknownOrder(param['nIdPed'])
      return paper(`https://app.omie.com.br/pedido/${order.id}`)
    },
  },
  // The shop has neither: their answers are not in the sheet.
  ObterCupom: { type: 'cupomObterRequest', tags: tags('nIdCupom nIdNfe'), run: noPaper },
  ObterCTe: { type: 'cteObterRequest', tags: tags('nIdCTe'), run: noPaper },
}

const paper = (cPdf: string): Body => ({ cPdf, cCodStatus: '0', cDesStatus: 'Documento obtido com sucesso!' })

function noPaper(): never {
  throw missing('Documento não encontrado!')
}

export const invoiceLinks: Service = {
  GetUrlDanfe: {
    type: 'notaFiscalUtilRequest',
    tags: tags('nCodNF'),
    run: ({ company, param, now }) => ({
      cUrlDanfe: linkOf('danfe', foundInvoice(company, param).invoice),
      dtValUrl: dateOf(now + DAY_MS),
    }),
  },
  GetUrlNotaFiscal: {
    type: 'notaFiscalUtilRequest',
    tags: tags('nCodNF'),
    run: ({ company, param, now }) => ({ cUrlNF: linkOf('nota', foundInvoice(company, param).invoice), dtValUrl: dateOf(now + DAY_MS) }),
  },
}

interface Found {
  invoice: Invoice
  order: Order
}

function all(company: Company): Found[] {
  return [...company.invoices.values()].flatMap((invoice) => {
    const order = company.orders.get(invoice.orderId)
    return order === undefined ? [] : [{ invoice, order }]
  })
}

/** Throws OmieFault 103. */
function foundInvoice(company: Company, key: Readonly<Body>): Found {
  const id = numberOf(key['nCodNF']) ?? 0
  const orderId = numberOf(key['nIdPedido']) ?? 0
  const found = all(company).findLast(({ invoice, order }) => {
    if (id > 0) return invoice.id === id
    if (orderId > 0) return order.id === orderId && invoice === invoiceOf(company, order)
    if (said(key['cChaveNFe']) !== '') return invoice.key === said(key['cChaveNFe'])
    return numberOf(key['nNF']) === invoice.number
  })
  if (found === undefined) throw missing('Nota fiscal não encontrada!')
  return found
}

function matching(company: Company, param: Readonly<Body>): Found[] {
  const from = readDate(param['dEmiInicial']) ?? 0
  const until = readDate(param['dEmiFinal']) ?? Number.POSITIVE_INFINITY
  const fits = ({ invoice, order }: Found) =>
    (param['cNumeroPedidoCliente'] === undefined ||
      said(order.informacoes['numero_pedido_cliente']) === said(param['cNumeroPedidoCliente'])) &&
    (numberOf(param['nIdCliente']) === undefined || order.customerId === numberOf(param['nIdCliente'])) &&
    (param['filtrar_por_status'] === undefined || (param['filtrar_por_status'] === 'C') === (invoice.cancelledAt !== null)) &&
    (param['tpNF'] === undefined || said(param['tpNF']) === '1') &&
    invoice.issuedAt >= from &&
    invoice.issuedAt < until + DAY_MS &&
    isChangedWithin(param, invoice)
  return all(company).filter(fits)
}
