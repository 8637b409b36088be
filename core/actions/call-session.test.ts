import { expect, test } from 'vitest'
import type { Broker, OutboundResult } from '../egress/egress.types.ts'
import { systemClock } from '../platform/clock.ts'
import { answerClassifier } from './answer-failure.ts'
import { CallSession } from './call-session.ts'

test('an execution is idle only when no call of it is under way, so that one that nobody waits for keeps its deadline', async () => {
  const answers: Array<(result: OutboundResult) => void> = []
  const broker: Broker = {
    send: () => new Promise((resolve) => void answers.push(resolve)),
    mail: () => Promise.reject(new Error('not called')),
    close: async () => {},
  }
  const session = sessionOver(broker, true)
  expect(session.isIdle).toBe(true)
  const calls = [
    session.send({ method: 'GET', url: 'https://api.shop.test/a' }),
    session.send({ method: 'GET', url: 'https://api.shop.test/b' }),
  ]
  for (const [i, answer] of answers.entries()) {
    expect(session.isIdle).toBe(false)
    answer({ ok: true, status: 200, headers: {}, text: '{}', json: {}, call: RECORD })
    await calls[i]
  }
  expect(session.isIdle).toBe(true)
})

test('a call that only reads leaves no doubt when it fails, although its method writes and the action does', async () => {
  const asked: Array<boolean | undefined> = []
  const broker: Broker = {
    send: async (request) => {
      asked.push(request.isRead)
      return { ok: false, code: 'network', message: 'reset', sent: 'maybe', call: RECORD }
    },
    mail: () => Promise.reject(new Error('not called')),
    close: async () => {},
  }
  const session = sessionOver(broker, false)
  const ask = { method: 'POST', url: 'https://api.shop.test/', body: { json: { call: 'FindOrder' } } }
  expect(await session.send({ ...ask, reads: true })).toMatchObject({ ok: false, failure: { effect: 'no' } })
  expect(session.effect).toBe('no')
  expect(await session.send(ask)).toMatchObject({ ok: false, failure: { effect: 'maybe' } })
  expect(session.effect).toBe('maybe')
  expect(asked).toEqual([true, false])
})

function sessionOver(broker: Broker, isRead: boolean): CallSession {
  return new CallSession({
    broker,
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

const RECORD = {
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
