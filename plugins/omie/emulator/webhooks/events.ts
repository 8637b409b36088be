import { numberOf } from '@tomada/sdk/emulator'
import { isoDateOf, readDate, timeOf } from '../dates.ts'
import type { Call, Company, Customer, Erp, Invoice, Order, Product } from '../erp.types.ts'
import { linkOf, paddedInvoice } from '../invoices/invoice-view.ts'
import { balanceOf } from '../stock/balances.ts'
import { said } from '../text.ts'
import { outboxOf } from './outboxes.ts'

const STAGE_NAMES: Readonly<Record<string, string>> = {
  '00': 'Proposta',
  '10': 'Pedido de Venda',
  '20': 'Separar Estoque',
  '50': 'Faturar',
  '60': 'Faturado',
  '70': 'Entrega',
}

export function tellCustomer({ erp, company }: Pick<Call, 'erp' | 'company'>, { id, body }: Customer, what: string): void {
  outboxOf(erp).tell(company, `ClienteFornecedor.${what}`, {
    codigo_cliente_omie: id,
    codigo_cliente_integracao: said(body['codigo_cliente_integracao']),
    razao_social: said(body['razao_social']),
    nome_fantasia: said(body['nome_fantasia']),
    cnpj_cpf: said(body['cnpj_cpf']),
    email: said(body['email']),
    cidade: said(body['cidade']),
    estado: said(body['estado']),
  })
}

export function tellProduct({ erp, company }: Pick<Call, 'erp' | 'company'>, { id, body }: Product, what: string): void {
  outboxOf(erp).tell(company, `Produto.${what}`, {
    codigo_produto: id,
    codigo_produto_integracao: said(body['codigo_produto_integracao']),
    codigo: said(body['codigo']),
    descricao: said(body['descricao']),
    unidade: said(body['unidade']),
    ncm: said(body['ncm']),
    valor_unitario: numberOf(body['valor_unitario']) ?? 0,
    inativo: said(body['inativo']) || 'N',
  })
}

export function tellStock({ erp, company }: Pick<Call, 'erp' | 'company'>, { id, body }: Product, locationId: number): void {
  outboxOf(erp).tell(company, 'Produto.MovimentacaoEstoque', {
    codigo_produto: id,
    codigo: said(body['codigo']),
    codigo_local_estoque: locationId,
    saldo: balanceOf(company, id, locationId).quantity,
  })
}

/** Thin on purpose: the order is read again by its id. */
export function tellOrder({ erp, company, now }: Pick<Call, 'erp' | 'company' | 'now'>, order: Order, what: string): void {
  outboxOf(erp).tell(company, `VendaProduto.${what}`, {
    numeroPedido: String(order.number),
    etapa: order.stage,
    etapaDescr: STAGE_NAMES[order.stage] ?? '',
    idPedido: order.id,
    codIntPedido: order.integrationCode,
    idCliente: order.customerId,
    dataPrevisao: isoDateOf(readDate(order.cabecalho['data_previsao']) ?? now),
  })
}

export function tellInvoice(erp: Erp, company: Company, order: Order, invoice: Invoice, what: string): void {
  outboxOf(erp).tell(company, `NFe.${what}`, {
    acao: what === 'NotaAutorizada' ? 'autorizada' : 'cancelada',
    ambiente: 'H',
    data_emis: isoDateOf(invoice.issuedAt),
    hora_emis: timeOf(invoice.issuedAt),
    empresa_cnpj: company.cnpj,
    empresa_ie: '',
    empresa_uf: 'SP',
    id_nf: invoice.id,
    id_pedido: order.id,
    nfe_chave: invoice.key,
    nfe_danfe: linkOf('danfe', invoice),
    nfe_xml: linkOf('xml', invoice),
    numero_nf: paddedInvoice(invoice),
    operacao: '11',
    serie: '001',
  })
}
