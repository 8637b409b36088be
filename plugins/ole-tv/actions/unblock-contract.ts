import type { ActionContext } from '@tomada/sdk'
import { ask } from '../client.ts'
import { activeBlocks } from '../map/blocks.ts'

/** Ends every active block; one without them stays as it is. Source: POST /contratos/desbloqueio/{id_contrato}/{id_bloqueio} */
export default async function unblockContract({ contratoId }: { contratoId: string }, ctx: ActionContext) {
  const blocks = await activeBlocks(ctx, contratoId)
  for (const { id } of blocks) await ask(ctx, 'unblockContract', { ids: { idContrato: contratoId, idBloqueio: id } })
  return { contratoId, desbloqueios: blocks.length }
}
