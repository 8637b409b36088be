import { type ActionContext, at, InvalidInputError, type Json, textOf } from '@tomada/sdk'
import { call, failureCode, wireId, withoutNulls } from '../client.ts'
import { type Amount, wireAmount } from '../map/amount.ts'
import { integrationCode } from '../map/integration-code.ts'

interface NewPix {
  valor: Amount
  tituloId?: string | number | null
  clienteId?: string | number | null
  contaId?: string | number | null
  codigoIntegracao?: string | null
}

interface CreatedPix {
  id: string
  tituloId: string | null
  copiaECola: string | null
  link: string | null
  codigoIntegracao: string
  jaExistia: boolean
}

/** Creates a PIX charge, once: Omie refuses a second one with the same integration code, and the one that is there is given back. */
export default async function createPix(input: NewPix, ctx: ActionContext): Promise<CreatedPix> {
  if (!input.tituloId && !input.clienteId) throw new InvalidInputError('/clienteId', 'informe o título ou o cliente')
  const code = integrationCode(input.codigoIntegracao ?? ctx.effectKey)
  const id = (value: string | number | null | undefined) => (value ? wireId(value) : null)
  try {
    const answer = await call(
      ctx,
      'financas/pix',
      'GerarPix',
      withoutNulls({
        cCodIntPix: code,
        nCodTitulo: id(input.tituloId),
        vValor: wireAmount(input.valor),
        nIdConta: id(input.contaId),
        nIdCliente: id(input.clienteId),
      }),
    )
    return toPix(answer, code, false)
  } catch (error) {
    if (failureCode(error) !== 'conflict') throw error
    return toPix(await call(ctx, 'financas/pix', 'ObterPix', { cCodIntPix: code }), code, true)
  }
}

function toPix(answer: Json, codigoIntegracao: string, jaExistia: boolean): CreatedPix {
  const id = textOf(at(answer, 'nIdPix'))
  if (id === null) throw new Error('Omie did not say the id of the PIX')
  return {
    id,
    tituloId: textOf(at(answer, 'nCodTitulo')),
    copiaECola: textOf(at(answer, 'cCopiaCola')),
    link: textOf(at(answer, 'cUrlPix')),
    codigoIntegracao,
    jaExistia,
  }
}
