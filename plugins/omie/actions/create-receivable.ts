import { type ActionContext, at, textOf } from '@tomada/sdk'
import { call, failureCode, wireId, withoutNulls } from '../client.ts'
import { type Amount, wireAmount } from '../map/amount.ts'
import { wireDate } from '../map/dates.ts'
import { integrationCode } from '../map/integration-code.ts'

const SERVICE = 'financas/contareceber'

interface NewReceivable {
  clienteId: string | number
  valor: Amount
  vencimento: string
  categoria: string
  contaId: string | number
  codigoIntegracao?: string | null
  previsao?: string | null
  numeroDocumento?: string | null
  pedidoId?: string | number | null
  observacao?: string | null
}

interface CreatedReceivable {
  id: string
  codigoIntegracao: string
  jaExistia: boolean
}

/** Creates a receivable, once: Omie refuses a second one with the same integration code, and the one that is there is given back. */
export default async function createReceivable(input: NewReceivable, ctx: ActionContext): Promise<CreatedReceivable> {
  const code = integrationCode(input.codigoIntegracao ?? ctx.effectKey)
  try {
    const answer = await call(
      ctx,
      SERVICE,
      'IncluirContaReceber',
      withoutNulls({
        codigo_lancamento_integracao: code,
        codigo_cliente_fornecedor: wireId(input.clienteId),
        data_vencimento: wireDate(input.vencimento),
        valor_documento: wireAmount(input.valor),
        codigo_categoria: input.categoria,
        data_previsao: wireDate(input.previsao ?? input.vencimento),
        id_conta_corrente: wireId(input.contaId),
        numero_documento: input.numeroDocumento,
        nCodPedido: input.pedidoId ? wireId(input.pedidoId) : null,
        observacao: input.observacao,
      }),
    )
    return { id: idOf(textOf(at(answer, 'codigo_lancamento_omie'))), codigoIntegracao: code, jaExistia: false }
  } catch (error) {
    if (failureCode(error) !== 'conflict') throw error
    const known = await call(ctx, SERVICE, 'ConsultarContaReceber', { codigo_lancamento_integracao: code })
    return { id: idOf(textOf(at(known, 'codigo_lancamento_omie'))), codigoIntegracao: code, jaExistia: true }
  }
}

function idOf(id: string | null): string {
  if (id === null) throw new Error('Omie did not say the id of the receivable')
  return id
}
