import { expect, test } from 'vitest'
import type { FlowSettings } from '../../../sdk/flow/definition.ts'
import { randomOf } from '../testing/random.ts'
import { decide } from './decide.ts'
import type { GateKeys, HeldGate } from './gates.types.ts'

/** A flow in memory: what `decide` says is done to it, and what must never be is checked at each step. */
interface Simulated {
  settings: FlowSettings
  now: number
  held: HeldGate[]
  admitted: Array<{ gate: HeldGate; at: number; isReplaced: boolean }>
  started: Array<{ gate: HeldGate; at: number }>
  ended: Map<string, string>
  over: Set<string>
}

const KEYS = ['a', 'b']

function look(world: Simulated): number {
  const { settings, now } = world
  const starts = new Map<string, number[]>()
  for (const { gate, at } of world.started) {
    if (!gate.isFree) starts.set(gate.keys.throttle, [...(starts.get(gate.keys.throttle) ?? []), at])
  }
  const admitted = world.admitted.map(({ gate, isReplaced }) => ({ ...gate, isReplaced }))
  const made = decide({ now, held: world.held, admitted, starts }, settings)
  const gone = new Set([...made.admit.map(({ runId }) => runId), ...made.end.map(({ runId }) => runId)])
  expect(gone.size).toBe(made.admit.length + made.end.length)
  for (const gate of made.admit) {
    world.admitted.push({ gate, at: now, isReplaced: false })
    world.started.push({ gate, at: now })
  }
  for (const { runId, outcome } of made.end) world.ended.set(runId, outcome.error.code)
  for (const each of world.admitted) each.isReplaced ||= made.replace.includes(each.gate.runId)
  world.held = world.held.filter(({ runId }) => !gone.has(runId))
  for (const { runId, at } of made.due) {
    expect(at).toBeGreaterThan(now)
    expect(gone.has(runId)).toBe(false)
  }
  check(world)
  return Math.min(...made.due.map(({ at }) => at), Number.POSITIVE_INFINITY)
}

function check({ settings, admitted, started, held, now }: Simulated): void {
  const { concurrency, fifo, throttle, debounce } = settings
  for (const key of KEYS) {
    const at = (name: keyof GateKeys) => admitted.filter(({ gate }) => gate.keys[name] === key)
    if (concurrency !== undefined) expect(at('concurrency').length).toBeLessThanOrEqual(concurrency.limit)
    if (fifo !== undefined) {
      expect(at('fifo').length).toBeLessThanOrEqual(1)
      const line = started.filter(({ gate }) => gate.keys.fifo === key).map(({ gate }) => gate.seq)
      expect(line).toEqual([...line].sort((a, b) => a - b))
    }
    if (throttle !== undefined) {
      const recent = started.filter(({ gate, at: then }) => gate.keys.throttle === key && !gate.isFree && then > now - throttle.perMs)
      expect(recent.length).toBeLessThanOrEqual(throttle.limit)
    }
  }
  if (debounce === undefined) return
  for (const { gate, at } of started) if (!gate.isFree) expect(at - gate.acceptedAt).toBeGreaterThanOrEqual(debounce.waitMs)
  const waiting = held.filter((gate) => !gate.isFree).map((gate) => gate.keys.debounce)
  expect(new Set(waiting).size).toBe(waiting.length)
}

function settingsFrom(random: () => number): FlowSettings {
  const pick = <T>(values: readonly T[]): T => values[Math.floor(random() * values.length)] ?? raise()
  const settings: FlowSettings = {}
  if (random() < 0.6) settings.concurrency = { limit: 1 + Math.floor(random() * 3), whenFull: pick(['queue', 'drop', 'replace', 'fail']) }
  if (random() < 0.4) settings.fifo = { key: 'trigger.key' }
  if (random() < 0.3) settings.debounce = { waitMs: 100 }
  if (random() < 0.4) settings.throttle = { limit: 1 + Math.floor(random() * 2), perMs: 200, whenFull: pick(['queue', 'drop']) }
  return settings
}

function raise(): never {
  throw new Error('empty')
}

function simulate(seed: number): void {
  const random = randomOf(seed)
  const key = () => (random() < 0.5 ? 'a' : 'b')
  const world: Simulated = {
    settings: settingsFrom(random),
    now: 1_000,
    held: [],
    admitted: [],
    started: [],
    ended: new Map(),
    over: new Set(),
  }
  let count = 0
  const leave = (): void => {
    const [gone] = world.admitted.splice(Math.floor(random() * world.admitted.length), 1)
    if (gone !== undefined) world.over.add(gone.gate.runId)
  }
  for (let i = 0; i < 60; i++) {
    const dice = random()
    if (dice < 0.45) {
      const keys = { concurrency: key(), fifo: key(), debounce: key(), throttle: key() }
      world.held.push({
        runId: `r${count}`,
        version: 1,
        seq: count++,
        keys,
        acceptedAt: world.now,
        isFree: random() < 0.1,
        isWitness: false,
      })
    } else if (dice < 0.75) leave()
    else world.now += Math.floor(random() * 80)
    look(world)
  }
  // Nobody is forgotten: with time and places everything starts or ends.
  for (let i = 0; i < 500 && (world.held.length > 0 || world.admitted.length > 0); i++) {
    const due = look(world)
    if (world.admitted.length > 0) leave()
    else if (Number.isFinite(due)) world.now = Math.max(world.now, due)
  }
  expect(world.held).toEqual([])
  expect(world.ended.size + world.over.size).toBe(count)
}

test('whatever the settings and whatever comes when, no rule is broken and every run starts or ends', () => {
  for (let seed = 1; seed <= 300; seed++) {
    try {
      simulate(seed)
    } catch (error) {
      throw new Error(`seed ${seed}: ${error instanceof Error ? error.message : String(error)}`, { cause: error })
    }
  }
})

test('a run that a person asked for is not held up by debounce or throttle, but waits for its place', () => {
  const keys = { concurrency: '', fifo: '', debounce: '', throttle: '' }
  const gate = { runId: 'r1', version: 1, seq: 1, keys, acceptedAt: 1_000, isFree: true, isWitness: false }
  const settings: FlowSettings = {
    debounce: { waitMs: 500 },
    throttle: { limit: 1, perMs: 1_000, whenFull: 'drop' },
    concurrency: { limit: 1, whenFull: 'queue' },
  }
  const starts = new Map([['', [999]]])
  expect(decide({ now: 1_000, held: [gate], admitted: [], starts }, settings).admit).toHaveLength(1)
  const admitted = [{ runId: 'r0', seq: 0, keys, isReplaced: false }]
  expect(decide({ now: 1_000, held: [gate], admitted, starts }, settings)).toEqual({ admit: [], end: [], replace: [], due: [] })
})
