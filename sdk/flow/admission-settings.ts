import type { FlowSettings } from './definition.ts'

/** Settings that decide which runs start when. Each may tell runs apart by a key: one expression over the trigger. */
export const GATES = ['concurrency', 'fifo', 'debounce', 'throttle'] as const
export type GateName = (typeof GATES)[number]

/** Path of the pseudo step whose value is the keys, by setting: what a visit is asked for to get them. No step id begins so. */
export const KEYS_PATH = '_settings'

/** Whether a run of such a flow has to be let in before it starts. */
export function isGated(settings: FlowSettings): boolean {
  return GATES.some((name) => settings[name] !== undefined)
}

/** The settings' key expressions as they are written; those without one are absent. */
export function keySources(settings: FlowSettings): Array<[name: GateName, source: string]> {
  return GATES.flatMap((name): Array<[GateName, string]> => {
    const source = settings[name]?.key
    return source === undefined || source.trim() === '' ? [] : [[name, source]]
  })
}

export function keyField(name: GateName): string {
  return `/settings/${name}/key`
}

/** How a run of this flow is preferred when there are not enough slots. */
export function priorityOf({ priority }: FlowSettings): -1 | 0 | 1 {
  if (priority === undefined || priority === 'normal') return 0
  return priority === 'high' ? 1 : -1
}
