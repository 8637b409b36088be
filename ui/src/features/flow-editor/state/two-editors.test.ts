import { asJson, emptyDefinition, type FlowDefinition, runCommand } from '@tomada/sdk/flow'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import type { Draft } from '#lib/api/flows.ts'
import { ApiError } from '#lib/api/problem.ts'
import { EMPTY_HISTORY, type History, record, undo } from './history.ts'
import { valueAt } from './merge.ts'
import type { DraftSync } from './sync.svelte.ts'

/** Two tabs of one draft that type at random, over one server: every save is the real one, only the way there is made up. */

const FIELDS = ['a1', 'a2', 'b1', 'b2', 'both'] as const
const ROUNDS = 100
const LETTERS = 'abcdefghijklmnopqrstuvwxyz'

function start(): FlowDefinition {
  const value = Object.fromEntries(FIELDS.map((field) => [field, '']))
  return { ...emptyDefinition(), steps: { s1: { kind: 'map', name: 'um', value } } }
}

/** The same numbers for the same seed. */
function randomFrom(seed: number): (below: number) => number {
  let state = seed + 1
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}

class Server {
  draft: Draft = { revision: 1, baseVersion: null, definition: start(), problems: [], savedAt: null }
  readonly delayMs: () => number

  constructor(delayMs: () => number) {
    this.delayMs = delayMs
  }

  read = async (): Promise<Draft> => {
    await this.#way()
    return this.draft
  }

  save = async (_flowId: string, revision: number, definition: FlowDefinition) => {
    await this.#way()
    if (revision !== this.draft.revision) throw new ApiError({ status: 412, code: 'revision_conflict', title: '' })
    this.draft = { ...this.draft, revision: revision + 1, definition }
    await this.#way()
    return { revision: revision + 1, problems: [] }
  }

  #way = () => new Promise((resolve) => setTimeout(resolve, this.delayMs()))
}

class Tab {
  readonly flowId = 'flow_1'
  definition = start()
  problems: Draft['problems'] = []
  history: History = EMPTY_HISTORY
  /** All that was ever typed here, by field. */
  readonly typed: Record<string, string> = {}
  asked = 0
  readonly sync: DraftSync

  constructor(Sync: typeof DraftSync, server: Server) {
    this.sync = new Sync({ editor: this, draft: server.draft, server, textOf: String, onmerged: () => {}, onsaved: () => {} })
  }

  adopt(definition: FlowDefinition): void {
    this.definition = definition
  }

  type(field: string, letter: string): void {
    this.typed[field] = (this.typed[field] ?? '') + letter
    this.set(field, this.typed[field])
  }

  set(field: string, value: string): void {
    const change = runCommand(this.definition, { name: 'setField', id: 's1', field: `/value/${field}`, value }, () => 'e1')
    this.definition = change.definition
    this.history = record(this.history, { name: 'setField', patches: change.patches, inverse: change.inverse, group: null, at: 0 })
    this.sync.changed(this.definition, this.history)
  }

  /** Whoever is asked keeps what they wrote themselves. */
  answer(): void {
    const { conflicts } = this.sync
    if (conflicts === null) return
    this.asked++
    this.sync.resolve(new Map(conflicts.map(({ path }) => [path, 'mine'])))
  }

  undoOnce(): void {
    const step = undo(this.definition, this.history)
    this.definition = step.definition
    this.history = step.history
    this.sync.changed(this.definition, this.history)
  }

  shows(field: string): unknown {
    return valueAt(asJson(this.definition), `/steps/s1/value/${field}`)
  }
}

let Sync: typeof DraftSync

// Outside of a component a rune is its value.
beforeAll(async () => {
  vi.stubGlobal(
    '$state',
    Object.assign((value: unknown) => value, { raw: (value: unknown) => value }),
  )
  Sync = (await import('./sync.svelte.ts')).DraftSync
})
afterAll(() => void vi.unstubAllGlobals())
beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

async function settle(tabs: readonly Tab[]): Promise<void> {
  for (let rounds = 0; rounds < 40; rounds++) {
    await vi.advanceTimersByTimeAsync(3000)
    for (const tab of tabs) tab.answer()
    if (tabs.every((tab) => tab.sync.state.kind === 'saved')) return
  }
}

test('over 100 random interleavings of two tabs, one with a save of 10 seconds, no letter is lost: other fields merge, the same field asks', async () => {
  let asked = 0
  for (let round = 0; round < ROUNDS; round++) {
    const random = randomFrom(round)
    const server = new Server(round === 7 ? () => 10_000 : () => random(900))
    const [a, b] = [new Tab(Sync, server), new Tab(Sync, server)]
    for (let key = 0; key < 30; key++) {
      const [tab, own] = random(2) === 0 ? [a, ['a1', 'a2']] : [b, ['b1', 'b2']]
      const field = random(12) === 0 ? 'both' : (own[random(2)] ?? 'both')
      tab.type(field, LETTERS[random(26)] ?? '')
      await vi.advanceTimersByTimeAsync(random(1500))
      // What stands in a field never jumps back under the hands of whoever types in it.
      for (const one of own) expect(tab.shows(one), `round ${round}, ${one}`).toBe(tab.typed[one] ?? '')
      a.answer()
      b.answer()
    }
    // Each brings the newest of the other home: an edit is what makes a tab look.
    for (const tab of [a, b, a]) {
      tab.type(tab === a ? 'a1' : 'b1', '.')
      await settle([a, b])
    }
    const { definition } = server.draft
    for (const [tab, own] of [
      [a, ['a1', 'a2']],
      [b, ['b1', 'b2']],
    ] as const)
      for (const field of own)
        expect(valueAt(asJson(definition), `/steps/s1/value/${field}`), `round ${round}, ${field}`).toBe(tab.typed[field] ?? '')
    // Of the field that both wrote in, one whole text stands, never a mixture.
    expect([a.typed['both'] ?? '', b.typed['both'] ?? '']).toContain(valueAt(asJson(definition), '/steps/s1/value/both'))
    asked += a.asked + b.asked
    a.sync.stop()
    b.sync.stop()
  }
  expect(asked).toBeGreaterThan(10)
})

test('what was typed here is undone after a merge, and what the other tab wrote stays', async () => {
  const server = new Server(() => 50)
  const [a, b] = [new Tab(Sync, server), new Tab(Sync, server)]
  a.type('a1', 'x')
  a.type('a2', 'y')
  b.type('b1', 'z')
  await settle([a, b])
  a.type('a2', 'w')
  await settle([a, b])
  expect(a.shows('b1')).toBe('z')
  for (let count = 0; count < 3; count++) a.undoOnce()
  await settle([a, b])
  expect(['a1', 'a2', 'b1'].map((field) => valueAt(asJson(server.draft.definition), `/steps/s1/value/${field}`))).toEqual(['', '', 'z'])
  a.sync.stop()
  b.sync.stop()
})
