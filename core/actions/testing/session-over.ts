import type { Broker, OutboundResult } from '../../egress/egress.types.ts'
import { systemClock } from '../../platform/clock.ts'
import { answerClassifier } from '../answer-failure.ts'
import { CallSession } from '../call-session.ts'

/** The session of an execution whose calls `send` answers. */
export function sessionOver(send: Broker['send'], { isRead = true } = {}): CallSession {
  return new CallSession({
    broker: { send, mail: () => Promise.reject(new Error('not called')), close: async () => {} },
    clock: systemClock,
    plugin: 'shop',
    rules: [],
    classify: answerClassifier([]),
    tenantId: '00000000-0000-4000-8000-00000000000a',
    connectionId: 'con_x',
    isRead,
    signal: new AbortController().signal,
  })
}

/** A call as the run shows it. */
export const RECORD = {
  startedAt: '2026-11-21T12:00:00.000Z',
  durationMs: 1,
  waitedMs: 0,
  method: 'GET',
  url: 'https://api.shop.test/a',
  requestHeaders: {},
  requestBody: null,
  status: 200,
  answerHeaders: {},
  answerBody: '{}',
  error: null,
}

export function answered(text: string): OutboundResult {
  return { ok: true, status: 200, headers: {}, text, json: JSON.parse(text), call: RECORD }
}
