import type { Json } from '../../sdk/flow/definition.ts'
import type { WaitsService } from './waits.service.ts'

export interface OwnLinkCalls {
  /** What such an address is signed with; null for any other address. */
  tokenOf(url: string): string | null
  /** Throws AppError, for example `link_used`. */
  use(token: string, call: { method: string; body: Json }): Promise<void>
}

/**
 * Calls of our own links by flows: they end a wait as a caller from outside would, without leaving the installation, which may not
 * reach its own public address.
 */
export function ownLinkCalls(waits: Pick<WaitsService, 'look' | 'use'>, publicUrl: string): OwnLinkCalls {
  const start = `${publicUrl}/wait/`
  return {
    tokenOf(url) {
      const token = url.startsWith(start) ? url.slice(start.length) : ''
      return /^[A-Za-z0-9_-]{20,1000}$/.test(token) ? token : null
    },
    async use(token, { method, body }) {
      const outcome = typeof body === 'object' && body !== null && !Array.isArray(body) ? body['outcome'] : null
      const call = { output: { method, headers: {}, query: {}, body }, outcome: typeof outcome === 'string' ? outcome : null }
      await waits.use(await waits.look(token), call, 'pt-BR')
    },
  }
}
