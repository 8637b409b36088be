import type { ActionContext } from '@tomada/sdk'
import { activeBlocks } from '../map/blocks.ts'

/** Active ones. Source: POST /contratos/listarbloqueios/{id_contrato}/true */
export default async function listBlocks({ contratoId }: { contratoId: string }, ctx: ActionContext) {
  const bloqueios = await activeBlocks(ctx, contratoId)
  return { bloqueado: bloqueios.length > 0, bloqueios }
}
