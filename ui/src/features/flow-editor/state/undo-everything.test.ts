import 'fake-indexeddb/auto'
import { CommandRefused, emptyDefinition, type FlowDefinition, runCommand } from '@tomada/sdk/flow'
import { commandFrom, counter } from '@tomada/sdk/flow/testing/random-commands'
import fc from 'fast-check'
import { expect, test, vi } from 'vitest'
import { EMPTY_HISTORY, type History, record, redo, type Step, undo } from './history.ts'
import { merge } from './merge.ts'

interface Edited {
  definition: FlowDefinition
  history: History
}

const mint = counter()
const note = (text: string) => ({ text, x: 0, y: 0 })
const START: FlowDefinition = { ...emptyDefinition(), notes: { seed: note('from the start') } }
const withTheirs = (definition: FlowDefinition): FlowDefinition => ({
  ...definition,
  notes: { ...definition.notes, theirs: note('theirs') },
})

function edit(from: Edited, choices: readonly number[][]): Edited {
  return choices.reduce((current, choice) => {
    const command = commandFrom(current.definition, choice, mint)
    if (Object.keys(current.definition.steps).length > 30) return current
    try {
      const { definition, patches, inverse } = runCommand(current.definition, command, mint)
      return { definition, history: record(current.history, { name: command.name, patches, inverse, group: null, at: 0 }) }
    } catch (error) {
      if (!(error instanceof CommandRefused)) throw error
      return current
    }
  }, from)
}

/** What a page that is opened again finds on this device. */
async function reloaded({ definition, history }: Edited): Promise<Edited> {
  const flowId = `flw_${crypto.randomUUID()}`
  const journal = async () => {
    vi.resetModules()
    return import('./journal.ts')
  }
  await (await journal()).writeJournal({ flowId, base: START, revision: 1, definition, history, unsent: true })
  const found = await (await journal()).readJournal(flowId)
  if (found === null) throw new Error('the journal is lost')
  return found
}

function allTheWay(from: Edited, step: (definition: FlowDefinition, history: History) => Step): Edited {
  let current = from
  for (;;) {
    const next = step(current.definition, current.history)
    expect(next.skipped).toBe(0)
    if (next.entry === null) return current
    current = next
  }
}

const commands = fc.array(fc.array(fc.nat(50), { minLength: 4, maxLength: 4 }), { maxLength: 12 })

test('whatever is done before and after a reload and after somebody else’s change is undone to the start and redone to the end', async () => {
  await fc.assert(
    fc.asyncProperty(commands, commands, commands, async (before, between, after) => {
      const first = await reloaded(edit({ definition: START, history: EMPTY_HISTORY }, before))
      const mine = edit(first, between)
      const { definition, conflicts } = merge(START, mine.definition, withTheirs(START))
      expect(conflicts).toEqual([])
      const end = await reloaded(edit({ definition, history: mine.history }, after))
      const start = allTheWay(end, undo)
      expect(start.definition).toEqual(withTheirs(START))
      expect(allTheWay(start, redo).definition).toEqual(end.definition)
    }),
    { numRuns: 100 },
  )
})
