import { isoDateOf, readDate } from '../dates.ts'
import type { Call, Receivable } from '../erp.types.ts'
import { openAmountOf, statusOf } from '../receivables/receivable-view.ts'
import { said } from '../text.ts'
import { outboxOf } from './outboxes.ts'

/** Flat and with dates as ISO, as the body that is known of the payables: what is empty is `""` or 0. */
export function tellReceivable({ erp, company, now }: Pick<Call, 'erp' | 'company' | 'now'>, receivable: Receivable, what: string): void {
  const { body } = receivable
  const dayOf = (value: unknown) => isoDateOf(readDate(value) ?? receivable.createdAt)
  outboxOf(erp).tell(company, `Financas.ContaReceber.${what}`, {
    codigo_lancamento_omie: receivable.id,
    codigo_lancamento_integracao: receivable.integrationCode,
    codigo_cliente_fornecedor: receivable.customerId,
    codigo_categoria: said(body['codigo_categoria']),
    data_emissao: dayOf(body['data_emissao']),
    data_previsao: dayOf(body['data_previsao']),
    data_vencimento: dayOf(body['data_vencimento']),
    id_conta_corrente: receivable.accountId,
    numero_documento: said(body['numero_documento']),
    numero_documento_fiscal: said(body['numero_documento_fiscal']),
    numero_parcela: said(body['numero_parcela']) || '001/001',
    situacao: statusOf(receivable, now),
    valor_documento: receivable.amount,
    valor_aberto: openAmountOf(receivable),
  })
}
