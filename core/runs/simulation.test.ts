import { expect, test } from 'vitest'
import { handle, nextCommand } from './machine.ts'
import type { Machine, Phase } from './machine.types.ts'
import { type Core, type History, simulate } from './testing/simulate.ts'

const HISTORIES = 8_000
const FIRST_SEED = 20_261_121

function histories(core?: Core, count = HISTORIES): History[] {
  return Array.from({ length: count }, (_, index) => simulate(FIRST_SEED + index, core))
}

test('thousands of lives of a run with crashes, takeovers and lost answers: nothing done twice, nothing lost, nothing stuck', () => {
  const all = histories()
  expect(all.filter((history) => history.broken.length > 0)).toEqual([])
  const ends = Map.groupBy(all, (history) => history.ended)
  expect(ends.get('succeeded')?.length).toBeGreaterThan(HISTORIES / 3)
  expect(ends.get('failed')?.length).toBeGreaterThan(100)
})

test('a seed repeats its history exactly', () => {
  expect(simulate(4711)).toEqual(simulate(4711))
})

function swap(machine: Machine, from: Phase, to: Phase): void {
  for (const step of machine.open.values()) if (step.phase === from) step.phase = to
}

/** Cores with one deliberate mistake each. The rules that the simulation checks must notice every one. */
const MISTAKES: Record<string, Core> = {
  'calls before the intent is on disk': {
    handle,
    nextCommand(machine: Machine) {
      const command = nextCommand(machine)
      const step = [...machine.open.values()].find((each) => each.phase === 'intended' && !each.isOut)
      return command.do === 'commit' && step !== undefined ? { do: 'call', step, attempt: 1 } : command
    },
  },
  'calls again blindly after a crash': {
    handle(machine, event) {
      if (event.kind === 'resumed') swap(machine, 'lost', 'intended')
      handle(machine, event)
    },
    nextCommand,
  },
  'takes a call whose outcome is unknown for one that failed': {
    handle(machine, event) {
      if (event.kind === 'called' && !event.result.ok) event.result.failure.effect = 'no'
      handle(machine, event)
    },
    nextCommand,
  },
  'forgets what it waits for': {
    handle(machine, event) {
      handle(machine, event)
      for (const step of machine.open.values())
        if (event.kind === 'called' && step.readyAt !== null) step.readyAt = Number.POSITIVE_INFINITY
    },
    nextCommand,
  },
  'creates without looking after a lost answer': {
    handle(machine, event) {
      if (event.kind === 'resumed') swap(machine, 'looking', 'retrying')
      if (event.kind === 'resumed') swap(machine, 'lost', 'retrying')
      handle(machine, event)
    },
    nextCommand,
  },
}

test.each(Object.entries(MISTAKES))('a core that %s is caught', (_mistake, core) => {
  expect(histories(core, 2_000).some((history) => history.broken.length > 0)).toBe(true)
})
