import type { QueryClient } from '@tanstack/svelte-query'
import type { Socket } from 'socket.io-client'
import { isAbout } from './realtime-keys.ts'

type Topic = 'runs' | 'flows' | 'connections' | 'deliveries' | 'tasks' | 'records' | 'sync'

interface Changed {
  topic: Topic
  ids: string[] | 'many'
}

/** `lost` only after two seconds without the server: a short hiccup is nobody's business. */
export const link = $state<{ state: 'connecting' | 'live' | 'lost' }>({ state: 'connecting' })

const LOST_AFTER_MS = 2000
const FAILURES_EVERY_MS = 2000

function isChanged(message: unknown): message is Changed {
  return typeof message === 'object' && message !== null && 'topic' in message && 'ids' in message
}

/** Listens to what changed and lets the mounted queries fetch again; nothing is replayed. Returns how to stop. */
export function followChanges(client: QueryClient, onchanged?: (change: Changed) => void): () => void {
  let socket: Socket | undefined
  let stopped = false
  let timer: ReturnType<typeof setTimeout> | undefined
  let wasLive = false
  const lose = () => {
    clearTimeout(timer)
    timer = setTimeout(() => (link.state = 'lost'), LOST_AFTER_MS)
  }
  // Groups of failures are read from many runs: at most every few seconds.
  let failuresTimer: ReturnType<typeof setTimeout> | undefined
  const askForFailuresSoon = () => {
    failuresTimer ??= setTimeout(() => {
      failuresTimer = undefined
      client.invalidateQueries({ queryKey: ['failures'] })
    }, FAILURES_EVERY_MS)
  }
  // After the first paint: a page is readable without it.
  void import('socket.io-client').then(({ io }) => {
    if (stopped) return
    socket = io({ path: '/socket.io', transports: ['websocket', 'polling'], withCredentials: true })
    listen(socket)
  })
  function listen(socket: Socket) {
    socket.on('connect', () => {
      clearTimeout(timer)
      link.state = 'live'
      // What happened while we were away is unknown: every mounted query asks again.
      if (wasLive) client.invalidateQueries()
      wasLive = true
    })
    socket.on('disconnect', lose)
    socket.on('connect_error', lose)
    socket.on('changed', (message: unknown) => {
      if (!isChanged(message)) return
      client.invalidateQueries({ predicate: ({ queryKey }) => isAbout(queryKey, message.topic, message.ids) })
      // A flow row shows its last run.
      if (message.topic === 'runs') client.invalidateQueries({ queryKey: ['flows'], exact: true })
      if (message.topic === 'runs') askForFailuresSoon()
      onchanged?.(message)
    })
  }
  return () => {
    stopped = true
    clearTimeout(timer)
    clearTimeout(failuresTimer)
    socket?.disconnect()
  }
}
