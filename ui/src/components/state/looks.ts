import Check from '@lucide/svelte/icons/check'
import CircleCheck from '@lucide/svelte/icons/circle-check'
import CircleDashed from '@lucide/svelte/icons/circle-dashed'
import CirclePause from '@lucide/svelte/icons/circle-pause'
import CircleQuestionMark from '@lucide/svelte/icons/circle-question-mark'
import CircleSlash from '@lucide/svelte/icons/circle-slash'
import CircleX from '@lucide/svelte/icons/circle-x'
import Clock from '@lucide/svelte/icons/clock'
import Copy from '@lucide/svelte/icons/copy'
import LoaderCircle from '@lucide/svelte/icons/loader-circle'
import PencilLine from '@lucide/svelte/icons/pencil-line'
import Plug from '@lucide/svelte/icons/plug'
import RotateCw from '@lucide/svelte/icons/rotate-cw'
import ShieldX from '@lucide/svelte/icons/shield-x'
import TriangleAlert from '@lucide/svelte/icons/triangle-alert'
import type { Component } from 'svelte'
import type { ConnectionStatus } from '#lib/api/connections.ts'
import type { Delivery, DeliveryMapping, Verdict } from '#lib/api/deliveries.ts'
import type { Flow } from '#lib/api/flows.ts'
import type { OutboundCall, QueueState } from '#lib/api/queues.ts'
import type { RunStatus, StepStatus } from '#lib/api/runs.ts'
import { m } from '#lib/paraglide/messages.js'

/** How a state is said: words first, an icon, and a colour that only repeats it. */
export interface StateLook {
  label: () => string
  tone: 'ok' | 'warn' | 'error' | 'info' | 'waiting' | 'neutral' | 'accent'
  icon: Component<{ size?: number; strokeWidth?: number; class?: string }>
  spins?: boolean
}

export const RUN_LOOKS: Record<RunStatus, StateLook> = {
  queued: { label: m.state_run_queued, tone: 'neutral', icon: Clock },
  running: { label: m.state_run_running, tone: 'info', icon: LoaderCircle, spins: true },
  waiting: { label: m.state_run_waiting, tone: 'waiting', icon: CirclePause },
  succeeded: { label: m.state_run_succeeded, tone: 'ok', icon: CircleCheck },
  failed: { label: m.state_run_failed, tone: 'error', icon: CircleX },
  uncertain: { label: m.state_run_uncertain, tone: 'warn', icon: CircleQuestionMark },
  cancelled: { label: m.state_run_cancelled, tone: 'neutral', icon: CircleSlash },
}

/** Runs as items of work. */
export const QUEUE_LOOKS: Record<QueueState, StateLook> = {
  pending: RUN_LOOKS.queued,
  processing: RUN_LOOKS.running,
  retrying: { label: m.state_queue_retrying, tone: 'warn', icon: RotateCw },
  waiting: RUN_LOOKS.waiting,
  uncertain: RUN_LOOKS.uncertain,
  done: RUN_LOOKS.succeeded,
  failed: RUN_LOOKS.failed,
  cancelled: RUN_LOOKS.cancelled,
}

/** Outbound calls by what came back. */
export const CALL_LOOKS: Record<OutboundCall['outcome'], StateLook> = {
  ok: { label: m.state_call_ok, tone: 'ok', icon: CircleCheck },
  failed: { label: m.state_call_failed, tone: 'error', icon: CircleX },
  unknown: { label: m.state_call_unknown, tone: 'warn', icon: CircleQuestionMark },
  open: { label: m.state_call_open, tone: 'info', icon: LoaderCircle },
}

export const STEP_LOOKS: Record<StepStatus, StateLook> = {
  running: RUN_LOOKS.running,
  waiting: RUN_LOOKS.waiting,
  uncertain: RUN_LOOKS.uncertain,
  failed: RUN_LOOKS.failed,
  done: { label: m.state_step_done, tone: 'ok', icon: CircleCheck },
  skipped: { label: m.state_step_skipped, tone: 'neutral', icon: CircleSlash },
}

const FLOW_LOOKS = {
  draft: { label: m.state_flow_draft, tone: 'neutral', icon: PencilLine },
  published: { label: m.state_flow_published, tone: 'ok', icon: Check },
  changed: { label: m.state_flow_changed, tone: 'warn', icon: PencilLine },
  paused: { label: m.state_flow_paused, tone: 'waiting', icon: CirclePause },
} satisfies Record<string, StateLook>

export function flowLook(flow: Pick<Flow, 'state' | 'hasDraft'>): StateLook {
  return flow.state === 'published' && flow.hasDraft ? FLOW_LOOKS.changed : FLOW_LOOKS[flow.state]
}

export const CONNECTION_LOOKS: Record<ConnectionStatus, StateLook> = {
  connected: { label: m.state_conn_connected, tone: 'ok', icon: Plug },
  reconnect_needed: { label: m.state_conn_reconnect, tone: 'error', icon: TriangleAlert },
  untested: { label: m.state_conn_untested, tone: 'neutral', icon: CircleDashed },
}

export const VERDICT_LOOKS: Record<Verdict, StateLook> = {
  accepted: { label: m.state_verdict_accepted, tone: 'ok', icon: CircleCheck },
  duplicate: { label: m.state_verdict_duplicate, tone: 'neutral', icon: Copy },
  bad_signature: { label: m.state_verdict_bad_signature, tone: 'error', icon: ShieldX },
  unmatched: { label: m.state_verdict_unmatched, tone: 'warn', icon: CircleQuestionMark },
  quarantined: { label: m.state_verdict_quarantined, tone: 'waiting', icon: CirclePause },
}

export const MAPPING_LOOKS: Record<DeliveryMapping['status'], StateLook> = {
  waiting: { label: m.state_mapping_waiting, tone: 'waiting', icon: Clock },
  mapped: { label: m.state_mapping_mapped, tone: 'ok', icon: CircleCheck },
  failed: { label: m.state_mapping_failed, tone: 'error', icon: CircleX },
}

/** What matters most of a message: until its connector has made events of it, that; then the verdict. */
export function deliveryLook({ verdict, mapping }: Pick<Delivery, 'verdict' | 'mapping'>): StateLook {
  return mapping === null || mapping.status === 'mapped' ? VERDICT_LOOKS[verdict] : MAPPING_LOOKS[mapping.status]
}
