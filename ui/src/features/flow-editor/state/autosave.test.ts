import { emptyDefinition, type FlowDefinition } from '@tomada/sdk/flow'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { Autosave, type SaveOutcome } from './autosave.ts'

const draft = (n: number): FlowDefinition => ({ ...emptyDefinition(), settings: { timeLimitMs: n } })

function setUp(answers: Array<SaveOutcome<null>>) {
  const sent: Array<[number | undefined, number]> = []
  const states: string[] = []
  const autosave = new Autosave<null>({
    revision: 1,
    savedAt: null,
    save: async (definition, revision) => {
      sent.push([definition.settings.timeLimitMs, revision])
      await new Promise((resolve) => setTimeout(resolve, 100))
      return answers.shift() ?? { kind: 'saved', revision: revision + 1, answer: null }
    },
    onstate: (state) => states.push(state.kind),
    onsaved: () => {},
    now: () => '2026-11-21T10:00:00.000Z',
  })
  return { autosave, sent, states }
}

describe('saving by itself', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  test('a burst of edits is saved once, with the newest', async () => {
    const { autosave, sent, states } = setUp([])
    for (const n of [1, 2, 3]) autosave.changed(draft(n))
    await vi.advanceTimersByTimeAsync(2000)
    expect(sent).toEqual([[3, 1]])
    expect(states.at(-1)).toBe('saved')
  })

  test('what is typed during a save goes with the next, on the new revision', async () => {
    const { autosave, sent } = setUp([])
    autosave.changed(draft(1))
    await vi.advanceTimersByTimeAsync(1050)
    autosave.changed(draft(2))
    await vi.advanceTimersByTimeAsync(3000)
    expect(sent).toEqual([
      [1, 1],
      [2, 2],
    ])
    expect(autosave.hasUnsent).toBe(false)
  })

  test('without a connection nothing is lost and it is tried again', async () => {
    const { autosave, sent, states } = setUp([{ kind: 'offline' }])
    autosave.changed(draft(1))
    await vi.advanceTimersByTimeAsync(1200)
    expect(states.at(-1)).toBe('offline')
    expect(autosave.hasUnsent).toBe(true)
    await vi.advanceTimersByTimeAsync(3000)
    expect(sent).toHaveLength(2)
    expect(states.at(-1)).toBe('saved')
  })

  test('after a conflict nothing is sent until it is resolved', async () => {
    const { autosave, sent } = setUp([{ kind: 'conflict' }])
    autosave.changed(draft(1))
    await vi.advanceTimersByTimeAsync(1200)
    autosave.changed(draft(2))
    await vi.advanceTimersByTimeAsync(60_000)
    expect(sent).toHaveLength(1)
    autosave.rebase(9, draft(3))
    await vi.advanceTimersByTimeAsync(1200)
    expect(sent.at(-1)).toEqual([3, 9])
  })

  test('publishing first sends what waits', async () => {
    const { autosave, sent } = setUp([])
    autosave.changed(draft(1))
    const done = autosave.flush()
    await vi.advanceTimersByTimeAsync(200)
    expect(await done).toBe(true)
    expect(sent).toHaveLength(1)
  })
})
