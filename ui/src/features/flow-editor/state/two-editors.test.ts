import { asJson, emptyDefinition, type FlowDefinition, runCommand } from '@tomada/sdk/flow'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import type { Draft } from '#lib/api/flows.ts'
import { ApiError } from '#lib/api/problem.ts'
import { EMPTY_HISTORY, type History, record, undo } from './history.ts'
import { type FieldConflict, valueAt } from './merge.ts'
import type { DraftSync } from './sync.svelte.ts'

/** Two tabs of one draft that type at random, over one server: every save is the real one, only the way there is made up. */

const FIELDS = ['a1', 'a2', 'b1', 'b2', 'both'] as const
type Field = (typeof FIELDS)[number]
const SEEDS = 100
/** In this one, a save takes ten seconds. */
const SLOW_SEED = 7
/** No letter twice in a round: what becomes of each is known. */
const FIRST_LETTER = 0x4e00

const textIn = (definition: FlowDefinition, field: Field) => String(valueAt(asJson(definition), `/steps/s1/value/${field}`))

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

/** Compares and swaps the revision as `saveDraft` of the core does, and stores what it is sent. */
class Server {
  draft: Draft = { revision: 1, baseVersion: null, definition: start(), problems: [], savedAt: null }
  readonly delayMs: () => number
  /** Of the next save: how long its answer takes. */
  slowMs = 0
  saves = 0
  /** How many others were saved while that answer was on its way. */
  savedMeanwhile = 0
  /** Texts of the field of both that somebody wrote over without having seen them. */
  readonly unseen: string[] = []

  constructor(delayMs: () => number) {
    this.delayMs = delayMs
  }

  read = async (): Promise<Draft> => {
    await this.#way()
    return this.draft
  }

  save = async (by: Tab, revision: number, definition: FlowDefinition) => {
    await this.#way()
    if (revision !== this.draft.revision) throw new ApiError({ status: 412, code: 'revision_conflict', title: '' })
    const before = textIn(this.draft.definition, 'both')
    if (before !== textIn(definition, 'both') && !by.seen.has(before)) this.unseen.push(before)
    this.draft = { ...this.draft, revision: revision + 1, definition }
    const saves = ++this.saves
    const slow = this.slowMs
    this.slowMs = 0
    await (slow === 0 ? this.#way() : wait(slow))
    if (slow > 0) this.savedMeanwhile = this.saves - saves
    return { revision: revision + 1, problems: [] }
  }

  #way = () => wait(this.delayMs())
}

const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

class Tab {
  readonly flowId = 'flow_1'
  definition = start()
  problems: Draft['problems'] = []
  history: History = EMPTY_HISTORY
  /** Every question that was put here. */
  readonly asked: FieldConflict[] = []
  /** Every text of a field that stood here or was put beside one's own. */
  readonly seen = new Set([''])
  readonly sync: DraftSync

  constructor(Sync: typeof DraftSync, server: Server) {
    const ofServer = {
      read: server.read,
      save: (_flowId: string, revision: number, next: FlowDefinition) => server.save(this, revision, next),
    }
    this.sync = new Sync({ editor: this, draft: server.draft, server: ofServer, textOf: String, onmerged: () => {}, onsaved: () => {} })
  }

  adopt(definition: FlowDefinition): void {
    this.definition = definition
    for (const field of FIELDS) this.seen.add(this.shows(field))
  }

  /** At the end of what stands in the field, as a person does. */
  type(field: Field, letter: string): void {
    this.set(field, this.shows(field) + letter)
  }

  set(field: Field, value: string): void {
    const change = runCommand(this.definition, { name: 'setField', id: 's1', field: `/value/${field}`, value }, () => 'e1')
    this.definition = change.definition
    this.history = record(this.history, { name: 'setField', patches: change.patches, inverse: change.inverse, group: null, at: 0 })
    this.sync.changed(this.definition, this.history)
  }

  /** Gives the letters that the person let go of by the answer. */
  answer(choose: () => 'mine' | 'theirs'): string[] {
    const { conflicts } = this.sync
    if (conflicts === null) return []
    const choices = conflicts.map((conflict) => ({ conflict, choice: choose() }))
    this.asked.push(...conflicts)
    for (const { theirs } of conflicts) this.seen.add(String(theirs))
    this.sync.resolve(new Map(choices.map(({ conflict, choice }) => [conflict.path, choice])))
    return choices.flatMap(({ conflict, choice }) => {
      const [kept, lost] = choice === 'mine' ? [conflict.mine, conflict.theirs] : [conflict.theirs, conflict.mine]
      return [...String(lost)].filter((letter) => !String(kept).includes(letter))
    })
  }

  undoOnce(): void {
    const step = undo(this.definition, this.history)
    this.definition = step.definition
    this.history = step.history
    this.sync.changed(this.definition, this.history)
  }

  shows(field: Field): string {
    return textIn(this.definition, field)
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

async function settle(tabs: readonly Tab[], answer: () => void): Promise<void> {
  for (let rounds = 0; rounds < 40; rounds++) {
    await vi.advanceTimersByTimeAsync(3000)
    answer()
    if (tabs.every((tab) => tab.sync.state.kind === 'saved')) return
  }
  throw new Error('the tabs never came to rest')
}

/** One round. Throws where a letter is lost, a question is missing, or one is put that nobody needs. Gives what was asked. */
async function interleave(seed: number): Promise<FieldConflict[]> {
  const random = randomFrom(seed)
  const server = new Server(() => random(900))
  const [a, b] = [new Tab(Sync, server), new Tab(Sync, server)]
  const typed: Record<Field, string> = { a1: '', a2: '', b1: '', b2: '', both: '' }
  const letGo = new Set<string>()
  const type = (tab: Tab, field: Field, letter: string) => {
    tab.type(field, letter)
    typed[field] += letter
    tab.seen.add(tab.shows(field))
  }
  const answer = (tab: Tab) => {
    for (const letter of tab.answer(() => (random(2) === 0 ? 'mine' : 'theirs'))) letGo.add(letter)
  }
  if (seed === SLOW_SEED) server.slowMs = 10_000
  for (let key = 0; key < 30; key++) {
    const [tab, own] = random(2) === 0 ? [a, ['a1', 'a2'] as const] : [b, ['b1', 'b2'] as const]
    // Whoever is asked about a field answers before typing in it again.
    const field = random(8) === 0 && tab.sync.conflicts === null ? 'both' : (own[random(2)] ?? own[0])
    type(tab, field, String.fromCodePoint(FIRST_LETTER + key))
    await vi.advanceTimersByTimeAsync(random(1500))
    // What stands in a field never jumps back under the hands of whoever types in it.
    for (const one of own) expect(tab.shows(one), one).toBe(typed[one])
    // A question may stand for a while.
    if (random(3) > 0) for (const one of [a, b]) answer(one)
  }
  // Each brings the newest of the other home: an edit is what makes a tab look.
  for (const [at, tab] of [a, b, a].entries()) {
    type(tab, tab === a ? 'a1' : 'b1', String.fromCodePoint(FIRST_LETTER + 100 + at))
    await settle([a, b], () => [a, b].forEach(answer))
  }
  for (const field of ['a1', 'a2', 'b1', 'b2'] as const) expect(textIn(server.draft.definition, field), field).toBe(typed[field])
  const left = [...typed.both].filter((letter) => !letGo.has(letter))
  expect([...textIn(server.draft.definition, 'both')], 'letters in the field of both').toEqual(expect.arrayContaining(left))
  expect(server.unseen, 'written over unseen').toEqual([])
  if (seed === SLOW_SEED) expect(server.savedMeanwhile, 'saves while one took ten seconds').toBeGreaterThan(0)
  for (const tab of [a, b]) tab.sync.stop()
  return [...a.asked, ...b.asked]
}
test('over 100 random interleavings of two tabs, one with a save of 10 seconds, no letter is lost: other fields merge, the same field asks', async () => {
  const asked: FieldConflict[] = []
  for (let seed = 0; seed < SEEDS; seed++) {
    try {
      asked.push(...(await interleave(seed)))
    } catch (error) {
      throw new Error(`seed ${seed}: ${error instanceof Error ? error.message : String(error)}`, { cause: error })
    }
  }
  expect(new Set(asked.map(({ path }) => path))).toEqual(new Set(['/steps/s1/value/both']))
  expect(asked.length).toBeGreaterThan(50)
})

test('what was typed here is undone after a merge, and what the other tab wrote stays', async () => {
  const server = new Server(() => 50)
  const [a, b] = [new Tab(Sync, server), new Tab(Sync, server)]
  a.type('a1', 'x')
  a.type('a2', 'y')
  b.type('b1', 'z')
  await settle([a, b], () => {})
  a.type('a2', 'w')
  await settle([a, b], () => {})
  expect(a.shows('b1')).toBe('z')
  for (let count = 0; count < 3; count++) a.undoOnce()
  await settle([a, b], () => {})
  expect(['a1', 'a2', 'b1'].map((field) => valueAt(asJson(server.draft.definition), `/steps/s1/value/${field}`))).toEqual(['', '', 'z'])
  a.sync.stop()
  b.sync.stop()
})

test('what is typed over a text of the other tab while a question stands is asked about too', async () => {
  const server = new Server(() => 50)
  const [a, b] = [new Tab(Sync, server), new Tab(Sync, server)]
  a.type('both', 'x')
  a.type('a1', 'y')
  await vi.advanceTimersByTimeAsync(3000)
  b.type('both', 'z')
  await vi.advanceTimersByTimeAsync(3000)
  expect(b.sync.conflicts?.map(({ path }) => path)).toEqual(['/steps/s1/value/both'])
  b.type('a1', 'w')
  b.answer(() => 'mine')
  expect(b.sync.conflicts).toEqual([{ path: '/steps/s1/value/a1', mine: 'w', theirs: 'y' }])
  b.answer(() => 'mine')
  await settle([a, b], () => {})
  expect(['both', 'a1'].map((field) => valueAt(asJson(server.draft.definition), `/steps/s1/value/${field}`))).toEqual(['z', 'w'])
  a.sync.stop()
  b.sync.stop()
})
