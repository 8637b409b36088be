import { createHash } from 'node:crypto'
import { GATES, isGated, KEYS_PATH, keyField, keySources } from '../../../sdk/flow/admission-settings.ts'
import type { Json, StepError } from '../../../sdk/flow/definition.ts'
import type { Clock } from '../../platform/clock.ts'
import { newSeed } from '../../platform/ids.ts'
import type { Sandbox } from '../../sandbox/sandbox.types.ts'
import type { PublishedFlow, TriggerData } from '../engine.types.ts'
import type { NewGate } from './gates.store.ts'
import type { GateKeys, GateOutcome } from './gates.types.ts'

export interface GateKeysDeps {
  sandbox: Pick<Sandbox, 'visit'>
  clock: Clock
  triggers: TriggerData
}

/** What became of one run's keys. */
export type KeyedGate = { runId: string; seq: number } & ({ keys: GateKeys } | { outcome: GateOutcome })

const NO_KEYS: GateKeys = { concurrency: '', fifo: '', debounce: '', throttle: '' }
/** Longer keys are kept as their hash: they stand in an index. */
const MAX_KEY_CHARS = 100
const VERSION_GONE = { code: 'version_gone', message: 'The version of the flow that this run should start on no longer exists.' }

/** Evaluates the keys of runs of one flow. One that cannot be evaluated ends its run, with a message that names the setting. */
export async function evaluateKeys(
  gates: readonly NewGate[],
  versions: ReadonlyMap<number, PublishedFlow | null>,
  deps: GateKeysDeps,
): Promise<KeyedGate[]> {
  const isNeeded = ({ version }: NewGate): boolean => keySources(versions.get(version)?.definition.settings ?? {}).length > 0
  const tenantId = [...versions.values()].find((flow) => flow !== null)?.tenantId ?? ''
  const fromDeliveries = await deps.triggers.load(
    gates.flatMap((gate) =>
      isNeeded(gate) && gate.triggerData === null && gate.deliveryId !== null ? [{ tenantId, deliveryId: gate.deliveryId }] : [],
    ),
  )
  return Promise.all(
    gates.map(async (gate): Promise<KeyedGate> => {
      const { runId, seq } = gate
      const flow = versions.get(gate.version) ?? null
      if (flow === null) return { runId, seq, outcome: { status: 'failed', error: VERSION_GONE } }
      if (!isGated(flow.definition.settings) || !isNeeded(gate)) return { runId, seq, keys: NO_KEYS }
      return { runId, seq, ...(await keysOfRun(gate, flow, triggerOf(gate, fromDeliveries), deps)) }
    }),
  )
}

async function keysOfRun(
  { runId, startedAt }: NewGate,
  flow: PublishedFlow,
  trigger: Json,
  { sandbox, clock }: GateKeysDeps,
): Promise<{ keys: GateKeys } | { outcome: GateOutcome }> {
  const { entries } = await sandbox.visit({
    tenantId: flow.tenantId,
    flow: flow.compiled,
    state: { trigger, steps: {}, loops: {} },
    busy: [],
    now: clock.now(),
    seed: newSeed(),
    run: { id: runId, startedAt, links: {} },
    only: KEYS_PATH,
  })
  const record = entries.find(({ path }) => path === KEYS_PATH)?.record
  if (record?.status !== 'done') return { outcome: failedKeys(record?.error) }
  const values = record.output
  return { keys: { ...NO_KEYS, ...Object.fromEntries(GATES.map((name) => [name, keyText(values, name)])) } }
}

function failedKeys(error: StepError | undefined): GateOutcome {
  const name = GATES.find((each) => keyField(each) === error?.at)
  const setting = name === undefined ? 'A setting' : `The setting "${name}"`
  const reason = error?.message ?? 'nothing came of it'
  return {
    status: 'failed',
    error: {
      code: 'settings_key',
      message: `${setting} has a key that could not be evaluated: ${reason}`,
      ...(error?.at === undefined ? {} : { at: error.at }),
    },
  }
}

function keyText(values: Json | undefined, name: string): string {
  const isObject = typeof values === 'object' && values !== null && !Array.isArray(values)
  const value = isObject && Object.hasOwn(values, name) ? values[name] : undefined
  if (value === undefined) return ''
  const text = JSON.stringify(value)
  return text.length <= MAX_KEY_CHARS ? text : createHash('sha256').update(text).digest('hex')
}

function triggerOf({ triggerData, deliveryId }: NewGate, fromDeliveries: ReadonlyMap<string, Json>): Json {
  if (triggerData !== null) return JSON.parse(triggerData)
  return (deliveryId === null ? undefined : fromDeliveries.get(deliveryId)) ?? null
}
