import { record } from '../fold.ts'
import { handle, nextCommand } from '../machine.ts'
import type { Machine, MachineEvent, OpenStep, Phase } from '../machine.types.ts'
import type { Core } from './simulated-worker.ts'

/** Cores with one deliberate mistake each. The rules that the simulation checks must notice every one. */
export const BROKEN_CORES: Readonly<Record<string, Core>> = {
  'calls before the intent is on disk': {
    handle,
    nextCommand(machine, isDraining) {
      const command = nextCommand(machine, isDraining)
      const step = [...machine.open.values()].find((each) => each.phase === 'intended' && !each.isOut)
      return command.do === 'commit' && step !== undefined ? { do: 'call', step, attempt: 1 } : command
    },
  },
  'calls again blindly after a crash': after('resumed', (machine) => swap(machine, 'lost', 'intended'), 'before'),
  'creates without looking after a lost answer': after('resumed', (machine) => swap(machine, 'lost', 'retrying'), 'before'),
  'takes a call whose outcome is unknown for one that failed': {
    handle(machine, event) {
      if (event.kind !== 'called' || event.result.ok) return handle(machine, event)
      handle(machine, { ...event, result: { ...event.result, failure: { ...event.result.failure, effect: 'no' } } })
    },
    nextCommand,
  },
  'forgets what it waits for': after('called', (machine) => {
    for (const step of machine.open.values()) if (step.readyAt !== null) step.readyAt = Number.POSITIVE_INFINITY
  }),
  'calls a step again while it is out': {
    handle,
    nextCommand(machine, isDraining) {
      for (const step of machine.open.values()) step.isOut = false
      return nextCommand(machine, isDraining)
    },
  },
  'forgets an answer that came before it was waited for': after('arrived', (machine) => {
    machine.early = {}
  }),
  'ends without its finally lane': {
    handle(machine, event) {
      const plan = { ...machine.plan, hasFinally: false }
      handle(Object.assign(machine, { plan }), event)
    },
    nextCommand,
  },
  'ends at once when it is cancelled, whatever is out': after('cancelRequested', (machine, { at }) => {
    if (machine.end === null) record(machine, { kind: 'end', at, status: 'cancelled' })
  }),
  'takes one request to cancel for two': after(
    'cancelRequested',
    (machine) => {
      machine.lastCancel = null
      machine.cancelledBy = null
      machine.isFinallyCancelled = false
    },
    'before',
  ),
  'takes a person to have decided what nobody decided': after('resumed', (machine) => swap(machine, 'uncertain', 'retrying'), 'before'),
  'counts failures anew after a crash': after(
    'resumed',
    (machine) => {
      machine.tries = {}
    },
    'before',
  ),
  'does again what an earlier run of the chain did': after(
    'visited',
    (machine) => {
      machine.earlier = {}
    },
    'before',
  ),
  'never asks anybody': after('called', (machine) => swap(machine, 'uncertain', 'waiting')),
}

function after(
  kind: MachineEvent['kind'],
  mistake: (machine: Machine, event: MachineEvent) => void,
  when: 'before' | 'after' = 'after',
): Core {
  return {
    handle(machine, event) {
      if (when === 'before' && event.kind === kind) mistake(machine, event)
      handle(machine, event)
      if (when === 'after' && event.kind === kind) mistake(machine, event)
    },
    nextCommand,
  }
}

function swap(machine: Machine, from: Phase, to: Phase): void {
  for (const step of machine.open.values() satisfies Iterable<OpenStep>) if (step.phase === from) step.phase = to
}
