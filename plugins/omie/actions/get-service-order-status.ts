import { type ActionContext, at, decimalOf, type Json, listOf, textOf } from '@tomada/sdk'
import { call, wireId } from '../client.ts'
import { withoutZeros } from '../map/to-order-view.ts'

interface ServiceOrderStatus {
  id: string
  numero: string | null
  etapa: string | null
  total: string | null
  faturamento: 'processando' | 'autorizado' | 'rejeitado' | null
  cancelamento: 'cancelado' | null
  nota: { numero: string | null; rps: string | null; codigoVerificacao: string | null; link: string | null; mensagem: string | null } | null
}

/** How far a service order is: whether it is invoiced, and what the city says of its NFS-e. */
export default async function getServiceOrderStatus(input: { ordemId: string | number }, ctx: ActionContext): Promise<ServiceOrderStatus> {
  const status = await call(ctx, 'servicos/os', 'StatusOS', { nCodOS: wireId(input.ordemId) })
  const id = textOf(at(status, 'nCodOS'))
  const invoiced = textOf(at(status, 'cFaturada'))
  // Without the flag it cannot be told, and "not invoiced" would make somebody invoice it again.
  if (id === null || invoiced === null) throw new Error('Omie did not say how far the service order is')
  const [note = null] = listOf(at(status, 'ListaRpsNfse')).toReversed()
  return {
    id,
    numero: withoutZeros(textOf(at(status, 'cNumOS'))),
    etapa: textOf(at(status, 'cEtapa')),
    total: decimalOf(at(status, 'nValorTot')),
    faturamento: invoiced === 'S' ? stateOf(note) : null,
    cancelamento: at(status, 'cCancelada') === 'S' ? 'cancelado' : null,
    nota:
      note === null
        ? null
        : {
            numero: textOf(at(note, 'nNfse')),
            rps: textOf(at(note, 'nRps')),
            codigoVerificacao: textOf(at(note, 'cCodVerif')),
            link: textOf(at(note, 'cUrlNfse')),
            mensagem: textOf(at(note, 'mensagens', 0, 'cDescricao')),
          },
  }
}

/** Omie's codes of an RPS: 001 and 002 wait, 003 was processed with an error, 004 with success, 005 is cancelled, which it was before. */
function stateOf(note: Json): 'processando' | 'autorizado' | 'rejeitado' {
  const code = textOf(at(note, 'cStatusRps'))
  if (code === '003') return 'rejeitado'
  return code === '004' || code === '005' ? 'autorizado' : 'processando'
}
