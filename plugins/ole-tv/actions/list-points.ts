import { type ActionContext, at, textOf } from '@tomada/sdk'
import { ask, rowsOf } from '../client.ts'

/** Source: POST /contratos/pontosregistrados/{id_contrato} */
export default async function listPoints({ contratoId }: { contratoId: string }, ctx: ActionContext) {
  const points = rowsOf(await ask(ctx, 'points', { ids: { idContrato: contratoId } }), 'pontos')
  return {
    pontos: points.map((point) => ({
      marca: textOf(at(point, 'marca')),
      modelo: textOf(at(point, 'modelo')),
      mac: textOf(at(point, 'mac')),
      online: textOf(at(point, 'status')) === 'online',
    })),
  }
}
