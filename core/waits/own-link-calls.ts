import type { Json } from '../../sdk/flow/definition.ts'
import type { WaitsService } from './waits.service.ts'

/**
 * Calls of our own links by flows: they end a wait as a caller from outside would, without leaving the installation, which may not
 * reach its own public address.
 */
export function ownLinkCalls(waits: Pick<WaitsService, 'look' | 'use'>, publicUrl: string) {
  const start = `${publicUrl}/wait/`
  return {
    tokenOf(url: string): string | null {
      const token = url.startsWith(start) ? url.slice(start.length) : ''
      return /^[A-Za-z0-9_-]{20,1000}$/.test(token) ? token : null
    },
    async use(token: string, { method, body }: { method: string; body: Json }): Promise<void> {
      const outcome = typeof body === 'object' && body !== null && !Array.isArray(body) ? body['outcome'] : null
      const call = { output: { method, headers: {}, query: {}, body }, outcome: typeof outcome === 'string' ? outcome : null }
      await waits.use(await waits.look(token), call, 'pt-BR')
    },
  }
}
