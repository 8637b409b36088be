import type { ActionContext } from '@tomada/sdk'
import { recordV2 } from '../client-v2.ts'
import { getV3 } from '../client-v3.ts'
import { isV2 } from '../generation.ts'
import { type Stock, toStock } from '../map/stock.ts'
import type { Id } from '../map/values.ts'

/** Source: v2 `produto.obter.estoque`, v3 `GET /estoque/{idProduto}` (Tiny's API documents, read 2026); fixture: fixtures/get-stock.json */
export default async function getStock({ produtoId }: { produtoId: Id }, ctx: ActionContext): Promise<Stock> {
  return toStock(
    isV2(ctx) ? await recordV2(ctx, 'produto.obter.estoque', 'produto', { id: produtoId }) : await getV3(ctx, `/estoque/${produtoId}`),
  )
}
