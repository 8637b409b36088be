import { at, defineWebhook, digitsOf, type MissedInput, type MissedPage, type WebhookContext } from '@tomada/sdk'
import { pageV2 } from '../client-v2.ts'
import { isV2 } from '../generation.ts'
import { brDateTime } from '../map/values.ts'

/** São Paulo has had no daylight saving time since 2019. */
const SAO_PAULO_MS = -3 * 3_600_000

/**
 * Balances that changed, from v2's queue, as the deliveries that would have told of them. Reading an entry takes it out of the queue, so an answer that was
 * lost is lost: these are hints for what to read sooner, and the sweep of all balances repairs. v3 has no such queue.
 * Source: v2 `lista.atualizacoes.estoque`, extension "API para estoque em tempo real" (Tiny's API documents, read 2026)
 */
async function missed({ since, checkpoint }: MissedInput, ctx: WebhookContext): Promise<MissedPage> {
  if (!isV2(ctx) || ctx.settings['filaDeEstoque'] !== true) return { deliveries: [] }
  const dataAlteracao = brDateTime(new Date(since + SAO_PAULO_MS).toISOString().slice(0, 19).replace('T', ' '))
  // What was read is gone: the next page is always the first of what is left.
  const names = { list: 'produtos', one: 'produto' }
  const { rows } = await pageV2(ctx, 'lista.atualizacoes.estoque', names, { dataAlteracao, pagina: 1 })
  const deliveries = rows.map((row) => ({
    versao: '1.0.1',
    cnpj: digitsOf(ctx.accountId) ?? '',
    tipo: 'estoque',
    dados: {
      idProduto: at(row, 'id'),
      sku: at(row, 'codigo'),
      nome: at(row, 'nome'),
      saldo: at(row, 'saldo'),
      alteradoEm: at(row, 'data_alteracao'),
    },
  }))
  return { deliveries, checkpoint: { lido: Number(at(checkpoint, 'lido') ?? 0) + rows.length }, done: rows.length === 0 }
}

export default defineWebhook({ missed })
