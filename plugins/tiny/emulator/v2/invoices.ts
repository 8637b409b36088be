import type { EmulatorAnswer } from '@tomada/sdk/emulator'
import { emitInvoice } from '../books/invoice-book.ts'
import { isIssued, linkOf, xmlOf } from '../books/invoice-papers.ts'
import { brDate, instantOf } from '../dates.ts'
import type { Account, Invoice } from '../erp.types.ts'
import { digits, masked } from '../masked.ts'
import { INVOICE_SITUATIONS } from '../situations.ts'
import { failed, paged, succeeded } from './envelope.ts'
import type { Call, Operation } from './operations.ts'

type Filter = (value: string, invoice: Invoice, account: Account) => boolean

const FILTERS: Readonly<Record<string, Filter>> = {
  tipoNota: (value) => value === 'S',
  numero: (value, invoice) => invoice.number === value,
  cpf_cnpj: (value, invoice, account) => account.contacts.get(invoice.contactId)?.document === digits(value),
  dataInicial: (value, invoice) => invoice.issuedAt >= instantOf(value),
  dataFinal: (value, invoice) => invoice.issuedAt <= instantOf(value, true),
  situacao: (value, invoice) => String(invoice.situation) === value,
  numeroEcommerce: (value, invoice) => invoice.ecommerceNumber?.startsWith(value) ?? false,
}

export const invoiceOperations: Readonly<Record<string, Operation>> = {
  'notas.fiscais.pesquisa': ({ account, fields }) => {
    const rows = [...account.invoices.values()].filter((invoice) =>
      Object.entries(FILTERS).every(([name, holds]) => (fields.get(name) ?? '') === '' || holds(fields.get(name) ?? '', invoice, account)),
    )
    return paged(fields, rows, ['notas_fiscais', 'nota_fiscal'], (invoice) => rowOf(account, invoice))
  },
  'nota.fiscal.obter': (call) =>
    withInvoice(call, (invoice) => succeeded(call.fields, { nota_fiscal: viewInvoice(call.account, invoice) })),
  'nota.fiscal.obter.link': (call) =>
    withInvoice(call, (invoice) => (isIssued(invoice) ? succeeded(call.fields, { link_nfe: linkOf(invoice) }) : unauthorised(call))),
  // XML, whatever format was asked for.
  'nota.fiscal.obter.xml': (call) =>
    withInvoice(call, (invoice) =>
      isIssued(invoice)
        ? { status: 200, text: xmlOf(invoice), headers: { 'content-type': 'text/xml; charset=utf-8' } }
        : unauthorised(call),
    ),
  'nota.fiscal.emitir': (call) =>
    withInvoice(call, (invoice) => {
      if (!emitInvoice(call.erp, call.account, invoice, call.requestId)) return failed(call.fields, 31, 'A nota fiscal já foi enviada')
      return succeeded(call.fields, { nota_fiscal: { id: invoice.id, situacao: invoice.situation, xml_nfe: '' } })
    }),
  'nota.fiscal.lancar.estoque': (call) => withInvoice(call, () => succeeded(call.fields, {})),
}

function unauthorised({ fields }: Call): EmulatorAnswer {
  return failed(fields, 34, 'A nota fiscal não está autorizada')
}

function withInvoice({ account, fields }: Call, answer: (invoice: Invoice) => EmulatorAnswer): EmulatorAnswer {
  const id = fields.get('id')
  if (id === null) return failed(fields, 10, 'Parâmetro id não informado')
  const invoice = account.invoices.get(Number(id))
  return invoice === undefined ? failed(fields, 32, 'Nota fiscal não encontrada') : answer(invoice)
}

function rowOf(account: Account, invoice: Invoice) {
  const contact = account.contacts.get(invoice.contactId)
  return {
    id: String(invoice.id),
    tipo: 'S',
    serie: invoice.series,
    numero: invoice.number,
    numero_ecommerce: invoice.ecommerceNumber ?? '',
    data_emissao: brDate(invoice.issuedAt),
    nome: contact?.name ?? '',
    cliente: { nome: contact?.name ?? '', cpf_cnpj: contact?.document ?? '' },
    valor: invoice.total.toFixed(2),
    valor_produtos: (invoice.total - invoice.freight).toFixed(2),
    valor_frete: invoice.freight.toFixed(2),
    id_vendedor: '0',
    nome_vendedor: '',
    situacao: String(invoice.situation),
    descricao_situacao: INVOICE_SITUATIONS[invoice.situation] ?? '',
    chave_acesso: invoice.accessKey,
    codigo_rastreamento: '',
    url_rastreamento: '',
  }
}

function viewInvoice(account: Account, invoice: Invoice) {
  const contact = account.contacts.get(invoice.contactId)
  return {
    id: String(invoice.id),
    tipo_nota: 'S',
    natureza_operacao: 'Venda de mercadorias',
    serie: invoice.series,
    numero: invoice.number,
    numero_ecommerce: invoice.ecommerceNumber ?? '',
    data_emissao: brDate(invoice.issuedAt),
    cliente: { nome: contact?.name ?? '', cpf_cnpj: masked(contact?.document ?? '') },
    itens: invoice.items.map((item) => ({
      item: {
        id_produto: String(item.productId ?? 0),
        codigo: item.sku,
        descricao: item.description,
        unidade: item.unit,
        quantidade: item.quantity.toFixed(2),
        valor_unitario: item.price.toFixed(2),
        valor_total: (item.quantity * item.price).toFixed(2),
        cfop: '5102',
      },
    })),
    valor_produtos: (invoice.total - invoice.freight).toFixed(2),
    valor_frete: invoice.freight.toFixed(2),
    valor_desconto: '0.00',
    valor_nota: invoice.total.toFixed(2),
    id_venda: String(invoice.orderId ?? 0),
    situacao: String(invoice.situation),
    descricao_situacao: INVOICE_SITUATIONS[invoice.situation] ?? '',
    chave_acesso: invoice.accessKey,
    obs: '',
    marcadores: [],
  }
}
