import { type ActionContext, at, type Json, textOf } from '@tomada/sdk'
import { call, failureCode, type Param, wireId, withoutNulls } from '../client.ts'
import { type Amount, wireAmount } from '../map/amount.ts'
import { wireDate, wireDay } from '../map/dates.ts'
import { integrationCode } from '../map/integration-code.ts'
import { withoutZeros } from '../map/to-order-view.ts'

interface NewServiceOrder {
  clienteId: string | number
  servicos: Array<{
    descricao: string
    quantidade: Amount
    valorUnitario: Amount
    codigoLc116: string
    codigoMunicipal: string
    tributacao?: string | null
    retemIss?: boolean | null
  }>
  categoria: string
  contaId: string | number
  cidade: string
  codigoIntegracao?: string | null
  previsao?: string | null
  etapa?: string | null
  parcela?: string | null
  numeroCliente?: string | null
  observacoes?: string | null
}

interface CreatedServiceOrder {
  id: string
  numero: string | null
  codigoIntegracao: string
  jaExistia: boolean
}

/** Creates a service order, once: Omie refuses a second one with the same integration code, and the one that is there is given back. */
export default async function createServiceOrder(input: NewServiceOrder, ctx: ActionContext): Promise<CreatedServiceOrder> {
  const code = integrationCode(input.codigoIntegracao ?? ctx.effectKey)
  try {
    return created(await call(ctx, 'servicos/os', 'IncluirOS', toWire(input, code, ctx)), code, false)
  } catch (error) {
    if (failureCode(error) !== 'conflict') throw error
    return created(at(await call(ctx, 'servicos/os', 'ConsultarOS', { cCodIntOS: code }), 'Cabecalho'), code, true)
  }
}

function created(head: Json, codigoIntegracao: string, jaExistia: boolean): CreatedServiceOrder {
  const id = textOf(at(head, 'nCodOS'))
  if (id === null) throw new Error('Omie did not say the id of the service order')
  return { id, numero: withoutZeros(textOf(at(head, 'cNumOS'))), codigoIntegracao, jaExistia }
}

function toWire(input: NewServiceOrder, code: string, ctx: ActionContext): Param {
  return withoutNulls({
    Cabecalho: {
      cCodIntOS: code,
      nCodCli: wireId(input.clienteId),
      dDtPrevisao: input.previsao ? wireDate(input.previsao) : wireDay(ctx.now),
      cEtapa: input.etapa ?? '10',
      cCodParc: input.parcela ?? '000',
    },
    InformacoesAdicionais: withoutNulls({
      cCodCateg: input.categoria,
      nCodCC: wireId(input.contaId),
      cCidPrestServ: input.cidade,
      cNumPedido: input.numeroCliente,
    }),
    ServicosPrestados: input.servicos.map((service) => ({
      cTribServ: service.tributacao ?? '01',
      cCodServMun: service.codigoMunicipal,
      cCodServLC116: service.codigoLc116,
      cDescServ: service.descricao,
      nQtde: wireAmount(service.quantidade),
      nValUnit: wireAmount(service.valorUnitario),
      cRetemISS: service.retemIss === true ? 'S' : 'N',
    })),
    Observacoes: input.observacoes ? { cObsOS: input.observacoes } : null,
  })
}
