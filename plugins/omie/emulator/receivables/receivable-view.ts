import { infoOf } from '../changed.ts'
import { dateOf, readDate } from '../dates.ts'
import type { Body, Company, Receivable } from '../erp.types.ts'
import { cents, digits, said } from '../text.ts'
import { hasBoleto } from './boleto.ts'

/** What is still to be paid. */
export function openAmountOf({ amount, receipts }: Receivable): number {
  const paid = receipts.reduce((sum, one) => sum + one.amount + one.discount, 0)
  return Math.max(0, cents(amount - paid))
}

/** Only the end of a day makes a title late. */
export function statusOf(receivable: Receivable, now: number): string {
  if (receivable.cancelledAt !== null) return 'CANCELADO'
  if (openAmountOf(receivable) === 0) return 'RECEBIDO'
  const today = readDate(dateOf(now)) ?? now
  const due = readDate(receivable.body['data_vencimento']) ?? today
  if (due === today) return 'VENCE HOJE'
  return due < today ? 'ATRASADO' : 'A VENCER'
}

export function viewReceivable(company: Company, receivable: Receivable, now: number, withNotes: boolean): Body {
  const { body, orderId, serviceOrderId } = receivable
  const boleto = hasBoleto(receivable) ? receivable.boleto : null
  const customer = company.customers.get(receivable.customerId)?.body ?? {}
  return {
    codigo_lancamento_omie: receivable.id,
    codigo_lancamento_integracao: receivable.integrationCode,
    codigo_cliente_fornecedor: receivable.customerId,
    codigo_cliente_fornecedor_integracao: said(customer['codigo_cliente_integracao']),
    data_vencimento: said(body['data_vencimento']),
    valor_documento: receivable.amount,
    codigo_categoria: said(body['codigo_categoria']),
    data_previsao: said(body['data_previsao']),
    id_conta_corrente: receivable.accountId,
    numero_documento: said(body['numero_documento']),
    numero_parcela: said(body['numero_parcela']) || '001/001',
    codigo_tipo_documento: said(body['codigo_tipo_documento']) || '99999',
    numero_documento_fiscal: said(body['numero_documento_fiscal']),
    numero_pedido: said(body['numero_pedido']),
    chave_nfe: said(body['chave_nfe']),
    ...(withNotes ? { observacao: said(body['observacao']) } : {}),
    data_emissao: said(body['data_emissao']) || dateOf(receivable.createdAt),
    data_registro: dateOf(receivable.createdAt),
    status_titulo: statusOf(receivable, now),
    codigo_vendedor: Number(body['codigo_vendedor'] ?? 0),
    codigo_projeto: Number(body['codigo_projeto'] ?? 0),
    nsu: said(body['nsu']),
    boleto: boleto
      ? {
          cGerado: 'S',
          dDtEmBol: dateOf(boleto.issuedAt),
          cNumBoleto: boleto.number,
          cNumBancario: boleto.bankNumber,
          nPerJuros: boleto.interest,
          nPerMulta: boleto.fine,
        }
      : { cGerado: 'N', dDtEmBol: '', cNumBoleto: '', cNumBancario: '', nPerJuros: 0, nPerMulta: 0 },
    info: infoOf(receivable),
    nCodPedido: orderId ?? 0,
    nCodOS: serviceOrderId ?? 0,
    cPedidoCliente: said(body['cPedidoCliente']),
  }
}

/** Titles that the filters of ListarContasReceber leave. */
export function searchReceivables(
  company: Company,
  param: Readonly<Body>,
  now: number,
  isChanged: (one: Receivable) => boolean,
): Receivable[] {
  const status = said(param['filtrar_por_status']).replace(/[\s_]/g, '')
  const document = digits(param['filtrar_por_cpf_cnpj'])
  const asked = (tag: string, value: number) => param[tag] === undefined || Number(param[tag]) === value
  const isBetween = (tag: string, value: unknown) => {
    const at = readDate(value) ?? 0
    return at >= (readDate(param[`${tag}_de`]) ?? 0) && at <= (readDate(param[`${tag}_ate`]) ?? Number.POSITIVE_INFINITY)
  }
  const fits = (one: Receivable) => {
    const state = statusOf(one, now)
    const isOpen = state !== 'CANCELADO' && state !== 'RECEBIDO'
    return (
      isChanged(one) &&
      isBetween('filtrar_por_emissao', one.body['data_emissao'] ?? dateOf(one.createdAt)) &&
      isBetween('filtrar_por_registro', dateOf(one.createdAt)) &&
      asked('filtrar_conta_corrente', one.accountId) &&
      asked('filtrar_cliente', one.customerId) &&
      asked('filtrar_por_projeto', Number(one.body['codigo_projeto'] ?? 0)) &&
      asked('filtrar_por_vendedor', Number(one.body['codigo_vendedor'] ?? 0)) &&
      (param['filtrar_apenas_titulos_em_aberto'] !== 'S' || isOpen) &&
      (document === '' || digits(company.customers.get(one.customerId)?.body['cnpj_cpf']) === document) &&
      (status === '' ||
        status === state.replace(/\s/g, '') ||
        (status === 'EMABERTO' && isOpen) ||
        (status === 'LIQUIDADO' && state === 'RECEBIDO'))
    )
  }
  return [...company.receivables.values()].filter(fits)
}
