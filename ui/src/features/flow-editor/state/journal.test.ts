import 'fake-indexeddb/auto'
import type { FlowDefinition } from '@tomada/sdk/flow'
import { beforeEach, expect, test, vi } from 'vitest'
import { EMPTY_HISTORY, type History, type HistoryEntry, record } from './history.ts'

const definition = { trigger: { kind: 'manual' }, steps: {}, edges: {}, settings: {}, layout: {} } as FlowDefinition
const edit = (nr: number): HistoryEntry => ({
  name: 'moveSteps',
  patches: [{ op: 'replace', path: ['layout', 's1'], value: nr }] as unknown as HistoryEntry['patches'],
  inverse: [],
  group: null,
  at: nr,
})
const journalled = (flowId: string, history: History) => ({ flowId, base: definition, revision: 1, definition, history, unsent: true })

/** As after a reload: what the page had in memory is gone. */
async function newPage() {
  vi.resetModules()
  return import('./journal.ts')
}

let flowId = ''
beforeEach(() => {
  flowId = `flw_${crypto.randomUUID()}`
})

test('a thousand edits are all undoable after a reload, in their order', async () => {
  const page = await newPage()
  let history: History = EMPTY_HISTORY
  for (let nr = 0; nr < 1_000; nr++) {
    history = record(history, edit(nr))
    void page.writeJournal(journalled(flowId, history))
  }
  await page.writeJournal(journalled(flowId, history))
  const found = await (await newPage()).readJournal(flowId)
  expect(found?.history.undo.map(({ at }) => at)).toEqual(Array.from({ length: 1_000 }, (_none, nr) => nr))
  expect(found?.history.redo).toEqual([])
  expect(found?.unsent).toBe(true)
})

test('what was undone is redoable after a reload, and an edit after that forgets it', async () => {
  const page = await newPage()
  const [one, two, three] = [edit(1), edit(2), edit(3)]
  await page.writeJournal(journalled(flowId, { undo: [one, two], redo: [] }))
  await page.writeJournal(journalled(flowId, { undo: [one], redo: [two] }))
  expect((await (await newPage()).readJournal(flowId))?.history).toEqual({ undo: [one], redo: [two] })
  await page.writeJournal(journalled(flowId, { undo: [one, three], redo: [] }))
  expect((await (await newPage()).readJournal(flowId))?.history).toEqual({ undo: [one, three], redo: [] })
})

test('of two tabs with one draft the one that wrote last is remembered whole', async () => {
  const [left, right] = [await newPage(), await newPage()]
  await left.writeJournal(journalled(flowId, { undo: [edit(1), edit(2), edit(3)], redo: [] }))
  await right.writeJournal(journalled(flowId, { undo: [edit(10)], redo: [] }))
  await left.writeJournal(journalled(flowId, { undo: [edit(1), edit(2)], redo: [] }))
  expect((await (await newPage()).readJournal(flowId))?.history.undo.map(({ at }) => at)).toEqual([1, 2])
})

test('another flow keeps its own', async () => {
  const page = await newPage()
  await page.writeJournal(journalled(flowId, { undo: [edit(1)], redo: [] }))
  await page.writeJournal(journalled(`${flowId}x`, { undo: [], redo: [] }))
  expect((await page.readJournal(flowId))?.history.undo).toHaveLength(1)
  expect(await page.readJournal('flw_unknown')).toBeNull()
})
