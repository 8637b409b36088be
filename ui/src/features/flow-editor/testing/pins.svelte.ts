import { createQuery, type QueryClient } from '@tanstack/svelte-query'
import type { Json, StepKind } from '@tomada/sdk/flow'
import { getContext, setContext } from 'svelte'
import { deletePins, type Pin, type Pins, readPins, savePins } from '#lib/api/draft-test.ts'
import { keys } from '#lib/api/queries.ts'
import { announce } from '#lib/components/overlay/announcer.svelte.ts'
import { notifyFailed } from '#lib/components/overlay/notify.ts'
import { m } from '#lib/paraglide/messages.js'

/** Which way they go is always decided anew: they have no output of their own to hold. */
const CONTAINERS: ReadonlySet<StepKind> = new Set(['branch', 'switch', 'forEach', 'while', 'parallel'])
const NONE: Pins = { steps: {}, fromRunId: null }

export function mayPin(kind: StepKind): boolean {
  return !CONTAINERS.has(kind)
}

/** What the reader holds fast while trying the draft out. */
export interface PinBoard {
  readonly all: Pins
  readonly count: number
  of(stepId: string): Pin | undefined
  pin(stepId: string, name: string, pin: Pin): Promise<void>
  unpin(stepId: string, name: string): Promise<void>
  unpinTrigger(name: string): Promise<void>
  pinRun(runId: string): Promise<void>
  clear(): Promise<void>
}

const KEY = Symbol('pins')

/** `saved` sends what waits first: a step that is new must be in the draft. Call while the builder is set up. */
export function providePins(flowId: string, enabled: boolean, client: QueryClient, saved: () => Promise<unknown>): PinBoard {
  const query = createQuery(() => ({ queryKey: keys.pins(flowId), queryFn: () => readPins(flowId), enabled }))
  const all = $derived(query.data ?? NONE)

  async function put(body: { trigger?: Json; steps?: Pins['steps']; runId?: string }, said: string): Promise<void> {
    try {
      await saved()
      client.setQueryData(keys.pins(flowId), await savePins(flowId, body))
      announce(said)
    } catch (error) {
      notifyFailed(m.pins_failed(), error)
    }
  }
  const kept = () => (all.trigger === undefined ? {} : { trigger: all.trigger })
  const without = (id: string) => Object.fromEntries(Object.entries(all.steps).filter(([other]) => other !== id))

  return setContext(KEY, {
    get all() {
      return all
    },
    get count() {
      return Object.keys(all.steps).length + (all.trigger === undefined ? 0 : 1)
    },
    of: (stepId: string) => all.steps[stepId],
    pin: (id: string, name: string, pin: Pin) => put({ ...kept(), steps: { ...all.steps, [id]: pin } }, m.pins_said({ name })),
    unpin: (id: string, name: string) => put({ ...kept(), steps: without(id) }, m.pins_said_gone({ name })),
    unpinTrigger: (name: string) => put({ steps: all.steps }, m.pins_said_gone({ name })),
    pinRun: (runId: string) => put({ runId }, m.pins_said_run()),
    async clear() {
      try {
        await deletePins(flowId)
        client.setQueryData(keys.pins(flowId), NONE)
        announce(m.pins_none())
      } catch (error) {
        notifyFailed(m.pins_failed(), error)
      }
    },
  } satisfies PinBoard)
}

export function usePins(): PinBoard {
  const board = getContext<PinBoard | undefined>(KEY)
  if (!board) throw new Error('usePins() needs the flow editor above it.')
  return board
}
