import CircleCheck from '@lucide/svelte/icons/circle-check'
import CircleSlash from '@lucide/svelte/icons/circle-slash'
import LoaderCircle from '@lucide/svelte/icons/loader-circle'
import QrCode from '@lucide/svelte/icons/qr-code'
import RotateCw from '@lucide/svelte/icons/rotate-cw'
import ShieldX from '@lucide/svelte/icons/shield-x'
import TriangleAlert from '@lucide/svelte/icons/triangle-alert'
import type { Session } from '#lib/api/sessions.ts'
import type { StateLook } from '#lib/components/state/looks.ts'
import { m } from '#lib/paraglide/messages.js'

const OPEN: Record<Exclude<Session['state'], 'ended'>, StateLook> = {
  connected: { label: m.session_connected, tone: 'ok', icon: CircleCheck },
  connecting: { label: m.session_connecting, tone: 'info', icon: LoaderCircle, spins: true },
  pairing: { label: m.session_pairing, tone: 'waiting', icon: QrCode },
  waiting: { label: m.session_waiting, tone: 'warn', icon: RotateCw },
}
const ENDED: Record<'byUs' | 'byThem' | 'conflict' | 'blocked', StateLook> = {
  byUs: { label: m.session_ended, tone: 'neutral', icon: CircleSlash },
  byThem: { label: m.session_ended, tone: 'error', icon: CircleSlash },
  conflict: { label: m.session_conflict, tone: 'warn', icon: TriangleAlert },
  blocked: { label: m.session_blocked, tone: 'error', icon: ShieldX },
}
const BLOCKED = ['banned', 'restricted']

/** How a session is said; what ended by itself says why in its look already. */
export function sessionLook({ state, reasonCode }: Pick<Session, 'state' | 'reasonCode'>): StateLook {
  if (state !== 'ended') return OPEN[state]
  if (reasonCode === null) return ENDED.byUs
  if (reasonCode === 'conflict') return ENDED.conflict
  return BLOCKED.includes(reasonCode) ? ENDED.blocked : ENDED.byThem
}
