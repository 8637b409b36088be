import { at, type HandlerContext, type Json, listOf, textOf } from '@tomada/sdk'
import { ask, rowsOf } from '../client.ts'

export interface Contract {
  id: string
  codigo: string | null
  status: string | null
  ativo: boolean
  geradoEm: string | null
  assinaturas: Array<{
    id: string | null
    plano: string | null
    status: string | null
    equipamentos: Array<{ id: string | null; equipamento: string | null; mac: string | null }>
  }>
}

export async function contractsOf(ctx: HandlerContext, clienteId: string): Promise<Contract[]> {
  return rowsOf(await ask(ctx, 'contracts', { ids: { idCliente: clienteId } }), 'contratos').map(toContract)
}

/**
 * How a cancelled contract is called is unknown: what does not begin with `Ativo` is not active. Whether it is blocked is no part of
 * its status; that is asked for by the list of its blocks.
 */
export function toContract(row: Json): Contract {
  const id = textOf(at(row, 'id'))
  const status = textOf(at(row, 'status'))
  if (id === null || status === null) throw new Error('Olé gave a contract without id or status')
  return {
    id,
    codigo: textOf(at(row, 'codigo')),
    status,
    ativo: /^ativo/i.test(status),
    geradoEm: textOf(at(row, 'data_geracao')),
    assinaturas: listOf(at(row, 'assinaturas')).map((one) => ({
      id: textOf(at(one, 'id')),
      plano: textOf(at(one, 'plano')),
      status: textOf(at(one, 'status_assinatura')),
      equipamentos: listOf(at(one, 'equipamentos')).map((each) => ({
        id: textOf(at(each, 'id')),
        equipamento: textOf(at(each, 'equipamento')),
        mac: textOf(at(each, 'mac')),
      })),
    })),
  }
}
