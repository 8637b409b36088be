import type { Socket } from 'node:net'
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

export interface OpenHost {
  host: DriverHost
  /** Ends whatever socket is still open, and lets no other one be opened. */
  hangUp(): void
}

/** What one session's driver sees of its host. */
export function openHost({ session, settings, questions, say }: HostOptions): OpenHost {
  const sockets = new Set<Socket>()
  let isOver = false
  const keep = (socket: Socket): Socket => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
    if (!isOver) return socket
    socket.destroy()
    throw new Error('the session is closed')
  }
  const dial: DriverHost['dial'] = async ({ hostname, port }) => {
    const answer = await questions.ask(session, { ask: 'route', hostname, port })
    if (!('route' in answer)) throw new Error('the host answered something else')
    const { route } = answer
    // A name that leads inside is refused here, where its addresses are looked up and used.
    return keep(
      route.to === 'public' ? await dialPublic(systemDialer, { hostname, port, secure: true }) : await dialMapped(systemDialer, route),
    )
  }
  const host: DriverHost = {
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
  return {
    host,
    hangUp() {
      isOver = true
      for (const socket of sockets) socket.destroy()
    },
  }
}
