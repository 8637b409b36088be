import { at, type HandlerContext, type Json, textOf } from '@tomada/sdk'
import { ask, rowsOf } from '../client.ts'
import { readDate } from './dates.ts'

export interface Block {
  id: string
  motivo: '1' | '2' | null
  descricao: string | null
  inicio: string | null
  termino: string | null
}

/** Active blocks of a contract: the only way to know whether it is blocked. */
export async function activeBlocks(ctx: HandlerContext, contratoId: string): Promise<Block[]> {
  return rowsOf(await ask(ctx, 'blocks', { ids: { idContrato: contratoId } }), 'bloqueios').map(toBlock)
}

function toBlock(row: Json): Block {
  const id = textOf(at(row, 'id'))
  if (id === null) throw new Error('Olé gave a block without id')
  const motivo = textOf(at(row, 'tipo_id'))
  return {
    id,
    motivo: motivo === '1' || motivo === '2' ? motivo : null,
    descricao: textOf(at(row, 'tipo_nome')),
    inicio: readDate(textOf(at(row, 'inicio'))),
    termino: readDate(textOf(at(row, 'termino'))),
  }
}
