import { expect, test } from 'vitest'
import type { OutboundResult } from '../egress/egress.types.ts'
import { answered, RECORD, sessionOver } from './testing/session-over.ts'

test('an execution is idle only when no call of it is under way, so that one that nobody waits for keeps its deadline', async () => {
  const answers: Array<(result: OutboundResult) => void> = []
  const session = sessionOver(() => new Promise((resolve) => void answers.push(resolve)))
  expect(session.isIdle).toBe(true)
  const calls = [
    session.send({ method: 'GET', url: 'https://api.shop.test/a' }),
    session.send({ method: 'GET', url: 'https://api.shop.test/b' }),
  ]
  for (const [i, answer] of answers.entries()) {
    expect(session.isIdle).toBe(false)
    answer(answered('{}'))
    await calls[i]
  }
  expect(session.isIdle).toBe(true)
})

test('a call that only reads leaves no doubt when it fails, although its method writes and the action does', async () => {
  const asked: Array<boolean | undefined> = []
  const session = sessionOver(
    async (request) => {
      asked.push(request.isRead)
      return { ok: false, code: 'network', message: 'reset', sent: 'maybe', call: RECORD }
    },
    { isRead: false },
  )
  const ask = { method: 'POST', url: 'https://api.shop.test/', body: { json: { call: 'FindOrder' } } }
  expect(await session.send({ ...ask, reads: true })).toMatchObject({ ok: false, failure: { effect: 'no' } })
  expect(session.effect).toBe('no')
  expect(await session.send(ask)).toMatchObject({ ok: false, failure: { effect: 'maybe' } })
  expect(session.effect).toBe('maybe')
  expect(asked).toEqual([true, false])
})
