import { type ActionContext, at, textOf } from '@tomada/sdk'
import { ask } from '../client.ts'
import { activeBlocks } from '../map/blocks.ts'
import { writeDate } from '../map/dates.ts'

interface Blocking {
  contratoId: string
  motivo: '1' | '2'
  encerramento?: string | null
}

/** A contract that is blocked already stays as it is. Source: POST /contratos/bloqueio/{id_contrato} */
export default async function blockContract({ contratoId, motivo, encerramento }: Blocking, ctx: ActionContext) {
  const [active] = await activeBlocks(ctx, contratoId)
  if (active !== undefined) return { bloqueioId: active.id, jaBloqueado: true }
  const form = { motivo_suspensao: motivo, ...(encerramento ? { data_encerramento: writeDate(encerramento, '/encerramento') } : {}) }
  const answer = await ask(ctx, 'blockContract', { ids: { idContrato: contratoId }, form })
  return { bloqueioId: textOf(at(answer, 'id_bloqueio')), jaBloqueado: false }
}
