import { LRUCache } from 'lru-cache'
import type { FlowDefinition } from '../../sdk/flow/definition.ts'
import type { Db } from '../platform/db.ts'
import type { SecretBox } from '../platform/secrets.ts'
import type { FlowSource, HookFlow, ListeningFlow, PublishedFlow } from '../runs/engine.types.ts'
import { heldScript } from '../sandbox/held-script.ts'
import type { CurrentScript } from './current-script.ts'
import { findAnyVersion, findByToken, findByTrigger, findPublished, namesOf, type SourceRow } from './flow-source.store.ts'
import { secretPurpose } from './flows.service.ts'

export interface CachedFlowSource extends FlowSource {
  /** Forgets what is cached of one flow; called when it was published, paused, renamed or deleted, here or elsewhere. */
  forget(tenantId: string, flowId: string): void
  /** Forgets everything: the connection that carries changes was away. */
  forgetAll(): void
}

export interface FlowSourceDeps {
  engine: Db
  secrets: SecretBox
  /** Renews scripts of older programs; absent: scripts are taken as they are stored. */
  currentScript?: CurrentScript
}

const asStored: CurrentScript = async ({ script, scriptHash }) => ({ script, hash: scriptHash })

/** A missed notice may leave an old version in use for this long at most. */
const STALE_MS = 30_000

/**
 * Flows as the hot path needs them: from memory. Misses are not remembered, so a flow just published is found at once;
 * versions never change, so they may stay as long as there is room.
 */
export function createFlowSource({ engine, secrets, currentScript = asStored }: FlowSourceDeps): CachedFlowSource {
  const byToken = new LRUCache<string, HookFlow>({ max: 5_000, ttl: STALE_MS })
  const byTrigger = new LRUCache<string, ListeningFlow[]>({ max: 5_000, ttl: STALE_MS })
  const byId = new LRUCache<string, PublishedFlow>({ max: 5_000, ttl: STALE_MS })
  const versions = new LRUCache<string, PublishedFlow>({ max: 2_000 })
  const loading = new Map<string, Promise<PublishedFlow>>()
  const names = new LRUCache<string, string>({ max: 20_000, ttl: STALE_MS })

  /** One object per version, so that whoever holds it can key on identity. */
  async function shared(row: SourceRow): Promise<PublishedFlow> {
    const key = `${row.tenantId}|${row.flowId}|${row.version}`
    const known = versions.get(key) ?? loading.get(key)
    if (known !== undefined) return known
    const made = assembled(row).finally(() => loading.delete(key))
    loading.set(key, made)
    const flow = await made
    versions.set(key, flow)
    return flow
  }

  async function assembled(row: SourceRow): Promise<PublishedFlow> {
    const { tenantId, flowId, version } = row
    const definition: FlowDefinition = JSON.parse(row.definition)
    return { tenantId, flowId, version, definition, compiled: heldScript(await currentScript(row, definition)) }
  }

  /** A paused flow that drops what comes listens to nothing. */
  function listens(flow: PublishedFlow, { state }: SourceRow): boolean {
    return state === 'published' || flow.definition.settings.whilePaused === 'keep'
  }

  return {
    async publishedByToken(token) {
      const known = byToken.get(token)
      if (known !== undefined) return known
      const row = await findByToken(engine, token)
      if (row === undefined) return null
      const flow = await shared(row)
      if (flow.definition.trigger.kind !== 'webhook' || !listens(flow, row)) return null
      const isOpen = flow.definition.trigger.verification.scheme === 'none'
      const hook: HookFlow = {
        ...flow,
        secrets: isOpen ? [] : [secrets.decrypt(row.secretCipher, secretPurpose(row.tenantId, row.flowId))],
        ...(row.state === 'paused' ? { isPaused: true as const } : {}),
        ...(row.captureUntil === null ? {} : { captureUntil: row.captureUntil.getTime() }),
      }
      byToken.set(token, hook)
      return hook
    },

    async publishedForTrigger(tenantId, plugin, trigger, connectionId) {
      const key = `${tenantId}|${plugin}|${trigger}|${connectionId}`
      const known = byTrigger.get(key)
      if (known !== undefined) return known
      const flows: ListeningFlow[] = []
      for (const row of await findByTrigger(engine, tenantId, plugin, trigger, connectionId)) {
        const flow = await shared(row)
        if (listens(flow, row)) flows.push(row.state === 'paused' ? { ...flow, isPaused: true } : flow)
      }
      if (flows.length > 0) byTrigger.set(key, flows)
      return flows
    },

    async published(tenantId, flowId) {
      const key = `${tenantId}|${flowId}`
      const known = byId.get(key)
      if (known !== undefined) return known
      const row = await findPublished(engine, tenantId, flowId)
      if (row === undefined) return null
      const flow = await shared(row)
      byId.set(key, flow)
      return flow
    },

    async version(tenantId, flowId, version) {
      const known = versions.get(`${tenantId}|${flowId}|${version}`)
      if (known !== undefined) return known
      const row = await findAnyVersion(engine, tenantId, flowId, version)
      return row === undefined ? null : shared(row)
    },

    async names(tenantId, flowIds) {
      const found = new Map<string, string>()
      const missing: string[] = []
      for (const id of new Set(flowIds)) {
        const known = names.get(`${tenantId}|${id}`)
        if (known === undefined) missing.push(id)
        else found.set(id, known)
      }
      if (missing.length > 0) {
        for (const [id, name] of await namesOf(engine, tenantId, missing)) {
          names.set(`${tenantId}|${id}`, name)
          found.set(id, name)
        }
      }
      return found
    },

    forget(tenantId, flowId) {
      byId.delete(`${tenantId}|${flowId}`)
      names.delete(`${tenantId}|${flowId}`)
      for (const [token, flow] of byToken.entries()) if (flow.flowId === flowId && flow.tenantId === tenantId) byToken.delete(token)
      // Another flow may just have joined a trigger's list, so the tenant's lists go altogether: they are few and cheap.
      for (const key of byTrigger.keys()) if (key.startsWith(`${tenantId}|`)) byTrigger.delete(key)
    },

    forgetAll() {
      byToken.clear()
      byTrigger.clear()
      byId.clear()
      names.clear()
    },
  }
}
