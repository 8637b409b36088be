import { existsSync } from 'node:fs'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { type Fields, fieldsOf } from '../../emulator/fields.ts'
import type { SpawnedEmulator } from '../../emulator/spawn.ts'
import type { MatrixSubject } from '../../emulator/testing/fault-matrix/subject.ts'
import type { Json } from '../../flow/definition.ts'
import { connectAccount } from '../bench/connect-account.ts'
import type { Bench } from '../bench/open-bench.ts'
import { readRecording } from '../bench/replay-recording.ts'
import type { ConnectorStage, StageEmulator } from './stage.types.ts'
import { stageInputs } from './stage-inputs.ts'

const HOUR_MS = 3_600_000
/** No access token lives longer. */
const TOKEN_LIFE_MS = 7 * 24 * HOUR_MS

/** The connector over its running emulator, connected, as the fault matrix and the plain run play with it. */
export interface Subject extends MatrixSubject {
  stage: ConnectorStage
}

export async function openSubject(bench: Bench, spawned: SpawnedEmulator): Promise<Subject> {
  const { manifest, folder } = bench.plugin
  const stage = await readStage(folder)
  const admin = async (method: string, to: string, body?: unknown): Promise<Fields> => fieldsOf(await spawned.admin(method, to, body))
  const emulator: StageEmulator = { url: spawned.url, line: spawned.line, admin }
  const connect = async () => {
    const announced = await admin('GET', '/announcement')
    const fields = (await stage.fields?.(emulator)) ?? null
    bench.connection.use(await connectAccount({ bench, endpoints: spawned.endpoints, announced, fields, settings: stage.settings ?? {} }))
  }
  await stage.prepare?.(emulator)
  await connect()
  const inputs = stageInputs(bench, stage, emulator)
  let wish = 0
  const effectKey = () => `run_bench${wish}/step`
  const listOf = async (resource: string): Promise<{ parent?: Json; since?: number }> => {
    const own = await stage.lists?.[resource]?.(emulator)
    if (own !== undefined) return own
    const parent = manifest.resources?.find((one) => one.name === resource)?.parent?.resource
    return parent === undefined ? {} : { parent: (await firstRecord(bench, parent)).data }
  }
  return {
    manifest,
    stage,
    admin,
    async inputOf(action) {
      wish++
      return inputs(action, wish)
    },
    listOf,
    async keyOf(resource) {
      return (await stage.keys?.[resource]?.(emulator)) ?? (await firstRecord(bench, resource, await listOf(resource))).key
    },
    missDeliveries: async () => {
      if (stage.missDeliveries === undefined) throw new Error('testing/stage.ts does not say how deliveries are missed')
      await stage.missDeliveries(emulator)
    },
    deliveryOf: async (trigger) => (await readRecording<{ delivery: Json }>(bench, trigger)).delivery,
    run: (action, input, timeoutMs) =>
      bench.run(action, input, { effectKey: effectKey(), ...(timeoutMs === undefined ? {} : { timeoutMs }) }),
    lookup: (action, input) => bench.lookup(action, input, { effectKey: effectKey() }),
    list: (resource, more) => bench.list(resource, more),
    async read(resource, key, signal) {
      const result = await bench.read(resource, key, signal === undefined ? {} : { signal })
      if (result.ok) return { ok: true, record: result.record }
      const missing = { class: 'notFound', code: 'not_found', effect: 'no' as const, message: 'missing' }
      return { ok: false, missing: result.missing, failure: result.missing ? missing : result.failure }
    },
    missed: (webhook, checkpoint, signal) => bench.missed(webhook, checkpoint, signal),
    eventOf: (trigger, delivery) => bench.eventOf(trigger, delivery),
    async expireToken() {
      await admin('POST', '/clock', { advanceMs: TOKEN_LIFE_MS })
    },
    async revoke() {
      if (stage.revoke !== undefined) await stage.revoke(emulator)
      else await admin('POST', '/scenario/revoke', {})
    },
    reconnect: connect,
  }
}

async function readStage(folder: string): Promise<ConnectorStage> {
  const file = path.join(folder, 'testing', 'stage.ts')
  if (!existsSync(file)) return {}
  const { default: stage }: { default?: ConnectorStage } = await import(pathToFileURL(file).href)
  return stage ?? {}
}

async function firstRecord(bench: Bench, resource: string, around: { parent?: Json; since?: number } = {}) {
  const page = await bench.list(resource, { limit: 50, ...around })
  if (!page.ok) throw new Error(`${resource} cannot be listed: ${page.failure.message}`)
  const [first] = page.records
  if (first === undefined) throw new Error(`${resource} lists nothing: testing/stage.ts may say how it comes into being`)
  return first
}
