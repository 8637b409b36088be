import type { DriverHost } from '../../../sdk/driver.ts'
import type { Json } from '../../../sdk/flow/definition.ts'
import { systemDialer } from '../../egress/dialer.ts'
import { agentsOver } from '../../egress/driver-agents.ts'
import { dialMapped, dialPublic } from '../../egress/guarded-dial.ts'
import { systemClock } from '../../platform/clock.ts'
import type { FromChild } from '../protocol.types.ts'
import type { Questions } from './questions.ts'

export interface HostOptions {
  session: string
  settings: { [name: string]: Json }
  questions: Questions
  say(message: FromChild): void
}

/** What one session's driver sees of its host. */
export function openHost({ session, settings, questions, say }: HostOptions): DriverHost {
  const dial: DriverHost['dial'] = async ({ hostname, port }) => {
    const answer = await questions.ask(session, { ask: 'route', hostname, port })
    if (!('route' in answer)) throw new Error('the host answered something else')
    const { route } = answer
    // A name that leads inside is refused here, where its addresses are looked up and used.
    return route.to === 'public' ? dialPublic(systemDialer, { hostname, port, secure: true }) : dialMapped(systemDialer, route)
  }
  return {
    settings,
    store: {
      async get(kind, ids) {
        const answer = ids.length === 0 ? { found: {} } : await questions.ask(session, { ask: 'get', kind, ids })
        if (!('found' in answer)) throw new Error('the host answered something else')
        return answer.found
      },
      async set(entries) {
        await questions.ask(session, { ask: 'set', entries })
      },
      async clear() {
        await questions.ask(session, { ask: 'clear' })
      },
    },
    async deliver(body) {
      await questions.ask(session, { ask: 'deliver', body })
    },
    report: (state) => say({ kind: 'state', session, state }),
    dial,
    http: agentsOver(dial),
    now: () => systemClock.now(),
    log: (level, text) => say({ kind: 'log', level, text: text.slice(0, 500) }),
  }
}
