import { fieldsOf, textOf } from '@tomada/sdk/emulator'
import { brasiliaDate } from '../dates.ts'
import type { Company, Order } from '../erp.types.ts'

/** `id` is the account's status, `valor` its generic class. */
export function viewStatus(company: Company, order: Order): { id: number; valor: number } {
  return { id: order.statusId, valor: company.statuses.find((status) => status.id === order.statusId)?.value ?? 0 }
}

/** A row of the list: no items, that takes a read by id. */
export function viewOrderRow(company: Company, order: Order): Record<string, unknown> {
  const contact = company.contacts.get(order.contactId)?.body ?? {}
  const today = brasiliaDate(order.createdAt)
  return {
    id: order.id,
    numero: order.number,
    numeroLoja: order.storeNumber ?? '',
    data: textOf(order.body['data']) ?? today,
    dataSaida: textOf(order.body['dataSaida']) ?? today,
    dataPrevista: textOf(order.body['dataPrevista']) ?? '0000-00-00',
    totalProdutos: order.productsTotal,
    total: order.total,
    contato: {
      id: order.contactId,
      nome: textOf(contact['nome']) ?? '',
      tipoPessoa: textOf(contact['tipo']) ?? 'F',
      numeroDocumento: textOf(contact['numeroDocumento']) ?? '',
    },
    situacao: viewStatus(company, order),
    loja: { id: order.storeId, unidadeNegocio: { id: 0 } },
  }
}

export function viewOrder(company: Company, order: Order): Record<string, unknown> {
  const { body } = order
  return {
    ...viewOrderRow(company, order),
    numeroPedidoCompra: textOf(body['numeroPedidoCompra']) ?? '',
    outrasDespesas: body['outrasDespesas'] ?? 0,
    observacoes: textOf(body['observacoes']) ?? '',
    observacoesInternas: textOf(body['observacoesInternas']) ?? '',
    desconto: body['desconto'] ?? { valor: 0, unidade: 'REAL' },
    categoria: { id: 0 },
    notaFiscal: { id: order.invoiceId ?? 0 },
    tributacao: { totalICMS: 0, totalIPI: 0 },
    itens: order.items.map((item) => ({ codigo: '', unidade: 'UN', desconto: 0, aliquotaIPI: 0, ...item.body, id: item.id })),
    parcelas: order.instalments.map((instalment) => ({ observacoes: '', ...instalment.body, id: instalment.id })),
    transporte: { fretePorConta: 9, frete: 0, ...fieldsOf(body['transporte']) },
    vendedor: body['vendedor'] ?? { id: 0 },
    intermediador: body['intermediador'] ?? { cnpj: '', nomeUsuario: '' },
    taxas: body['taxas'] ?? { taxaComissao: 0, custoFrete: 0, valorBase: 0 },
  }
}
