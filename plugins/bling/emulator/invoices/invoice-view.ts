import { fieldsOf, listOf, numberOf } from '@tomada/sdk/emulator'
import { OPERATION_NATURES } from '../account-settings.ts'
import { brasiliaDateTime } from '../dates.ts'
import type { Company, Invoice } from '../erp.types.ts'

/** A row of the list: neither items nor amounts. Which members it has is from memory: the sheet only knows the whole record. */
export function viewInvoiceRow(company: Company, invoice: Invoice): Record<string, unknown> {
  const order = company.orders.get(invoice.orderId ?? 0)
  const contact = company.contacts.get(invoice.contactId)?.body ?? fieldsOf(invoice.body['contato'])
  return {
    id: invoice.id,
    tipo: 1,
    situacao: invoice.status,
    numero: invoice.number,
    dataEmissao: brasiliaDateTime(invoice.createdAt),
    dataOperacao: brasiliaDateTime(invoice.createdAt),
    chaveAcesso: invoice.accessKey ?? '',
    contato: { id: invoice.contactId, nome: contact['nome'] ?? '', numeroDocumento: contact['numeroDocumento'] ?? '' },
    naturezaOperacao: { id: OPERATION_NATURES[0].id },
    loja: { id: order?.storeId ?? 0, numero: order?.storeNumber ?? '' },
  }
}

export function viewInvoice(company: Company, invoice: Invoice): Record<string, unknown> {
  const { body, accessKey } = invoice
  const storeNumber = company.orders.get(invoice.orderId ?? 0)?.storeNumber
  const address = fieldsOf(fieldsOf(fieldsOf(company.contacts.get(invoice.contactId)?.body)['endereco'])['geral'])
  const row = viewInvoiceRow(company, invoice)
  return {
    ...row,
    // Since v338 a CEP has no punctuation.
    contato: { ...fieldsOf(row['contato']), endereco: { ...address, cep: String(address['cep'] ?? '').replace(/[^0-9]/g, '') } },
    serie: invoice.series,
    valorNota: invoice.total,
    valorFrete: numberOf(fieldsOf(body['transporte'])['frete']) ?? 0,
    finalidade: numberOf(body['finalidade']) ?? 1,
    numeroPedidoLoja: storeNumber ?? '',
    ...(accessKey === null ? { linkDanfe: '', linkPDF: '' } : { linkDanfe: linkTo(accessKey, 'danfe'), linkPDF: linkTo(accessKey, 'pdf') }),
    optanteSimplesNacional: true,
    transporte: { fretePorConta: 9, ...fieldsOf(body['transporte']) },
    vendedor: body['vendedor'] ?? { id: 0 },
    itens: listOf(body['itens']).map((item) => viewItem(fieldsOf(item))),
    parcelas: listOf(body['parcelas']).map((entry) => {
      const { dataVencimento, data = dataVencimento, valor, formaPagamento } = fieldsOf(entry)
      return { data, valor, formaPagamento }
    }),
  }
}

function viewItem(item: Record<string, unknown>): Record<string, unknown> {
  const { codigo = '', descricao = '', unidade = 'UN', quantidade, valor } = item
  const valorTotal = Math.round((numberOf(quantidade) ?? 0) * (numberOf(valor) ?? 0) * 100) / 100
  return { codigo, descricao, unidade, quantidade, valor, valorTotal, tipo: 'P', origem: 0, classificacaoFiscal: '', cfop: '5102' }
}

/** Longer by an `accessKey` of 200 characters since v338. */
function linkTo(accessKey: string, kind: string): string {
  return `https://www.bling.com.br/relatorios/${kind}.php?chNFe=${accessKey}&accessKey=${accessKey.repeat(5).slice(0, 200)}`
}
