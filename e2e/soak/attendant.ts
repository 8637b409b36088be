import { setTimeout as sleep } from 'node:timers/promises'
import type { Api } from '../durability/api.ts'
import type { OpenLine } from './line.types.ts'

interface Listed {
  items: Array<{ id: string }>
}
interface Steps {
  items: Array<{ path: string; name: string; status: string; input: unknown }>
}

interface Attending {
  everyMs: number
  isOver(): boolean
  seenAtProvider: NonNullable<OpenLine['seenAtProvider']>
}

/**
 * The person who looks after the flows: tries failed runs again, and where nobody knows whether a provider did something, has it looked
 * up, or looks there in person where the connector cannot, and has it done again when it is not there after all. Goes on until `isOver`;
 * how often something was decided.
 */
export async function attend(api: Api, { everyMs, isOver, seenAtProvider }: Attending): Promise<number> {
  const retried = new Set<string>()
  const lookedUp = new Set<string>()
  let decided = 0
  async function list<T>(address: string): Promise<T> {
    return JSON.parse(JSON.stringify(await api.call('GET', address)))
  }
  while (!isOver()) {
    for (const { id } of (await list<Listed>('/api/runs?status=failed&limit=100')).items) {
      if (retried.has(id)) continue
      retried.add(id)
      decided += await attempt(() => api.call('POST', `/api/runs/${id}/retry`, {}))
    }
    for (const { id } of (await list<Listed>('/api/runs?status=uncertain&limit=100')).items) {
      const steps = (await list<Steps>(`/api/runs/${id}/steps`)).items.filter(({ status }) => status === 'uncertain')
      for (const step of steps) {
        const place = `${id} ${step.path}`
        const decide = (decision: object) => api.call('POST', `/api/runs/${id}/steps/${encodeURIComponent(step.path)}/decide`, decision)
        decided += await attempt(async () => {
          if (!lookedUp.has(place)) return decide({ decision: 'check' })
          const output = await seenAtProvider(step)
          return decide(output === null ? { decision: 'runAgain' } : { decision: 'treatAsDone', output })
        })
        lookedUp.add(place)
      }
    }
    await sleep(everyMs)
  }
  return decided
}

/** Between looking and deciding the run may have gone on by itself; or the connector cannot look it up (422), and a person does. */
async function attempt(act: () => Promise<unknown>): Promise<0 | 1> {
  try {
    await act()
    return 1
  } catch (error) {
    if (!(error instanceof Error) || !/answered 4(04|09|22)/.test(error.message)) throw error
    return 0
  }
}
