import type { QueryClient } from '@tanstack/svelte-query'
import type { Socket } from 'socket.io-client'
import { isAbout } from './realtime-keys.ts'

type Topic = 'runs' | 'flows' | 'connections' | 'deliveries' | 'tasks' | 'records' | 'sync' | 'exports' | 'imports' | 'alerts'

interface Changed {
  topic: Topic
  ids: string[] | 'many'
}

/** `lost` only after two seconds without the server: a short hiccup is nobody's business. */
export const link = $state<{ state: 'connecting' | 'live' | 'lost' }>({ state: 'connecting' })

const LOST_AFTER_MS = 2000
/** Soon enough that what a page shows is true again within two seconds when another server is there; later tries are further apart. */
const FIRST_TRY_AFTER_MS = 400
/** A try that nobody answers must not stand in the way of the next. */
const TRY_FOR_MS = 4000
/** Of what is counted over many runs: asked for at most so often while runs change. */
const FIGURES_EVERY_MS = 2000
const FIGURES = ['failures', 'queue', 'alerts', 'dashboards']

function isChanged(message: unknown): message is Changed {
  return typeof message === 'object' && message !== null && 'topic' in message && 'ids' in message
}

/** Listens to what changed and lets the mounted queries fetch again; nothing is replayed. Returns how to stop. */
export function followChanges(client: QueryClient, onchanged?: (change: Changed) => void): () => void {
  let socket: Socket | undefined
  let stopped = false
  let timer: ReturnType<typeof setTimeout> | undefined
  const lose = () => {
    clearTimeout(timer)
    timer = setTimeout(() => (link.state = 'lost'), LOST_AFTER_MS)
  }
  let figuresTimer: ReturnType<typeof setTimeout> | undefined
  const askForFiguresSoon = () => {
    figuresTimer ??= setTimeout(() => {
      figuresTimer = undefined
      for (const name of FIGURES) client.invalidateQueries({ queryKey: [name] })
    }, FIGURES_EVERY_MS)
  }
  // After the first paint: a page is readable without it.
  void import('socket.io-client').then(({ io }) => {
    if (stopped) return
    socket = io({
      path: '/socket.io',
      transports: ['websocket', 'polling'],
      withCredentials: true,
      reconnectionDelay: FIRST_TRY_AFTER_MS,
      timeout: TRY_FOR_MS,
    })
    listen(socket)
  })
  function listen(socket: Socket) {
    socket.on('connect', () => {
      clearTimeout(timer)
      link.state = 'live'
      // What happened while nobody listened is unknown, also between the first answer and now: every mounted query asks again.
      client.invalidateQueries()
    })
    socket.on('disconnect', lose)
    socket.on('connect_error', lose)
    socket.on('changed', (message: unknown) => {
      if (!isChanged(message)) return
      client.invalidateQueries({ predicate: ({ queryKey }) => isAbout(queryKey, message.topic, message.ids) })
      // A flow row shows its last run.
      if (message.topic === 'runs') client.invalidateQueries({ queryKey: ['flows'], exact: true })
      askForFiguresSoon()
      onchanged?.(message)
    })
  }
  return () => {
    stopped = true
    clearTimeout(timer)
    clearTimeout(figuresTimer)
    socket?.disconnect()
  }
}
