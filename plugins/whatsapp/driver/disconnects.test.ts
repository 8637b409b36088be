import { expect, test } from 'vitest'
import { backOffMs, reactionTo } from './disconnects.ts'

const at = (code: number | null, more: Partial<Parameters<typeof reactionTo>[0]> = {}) =>
  reactionTo({ code, message: '', isLinked: true, failures: 1, ...more })

test('after a pairing the socket is opened again at once, which is no failure', () => {
  expect(at(515)).toEqual({ do: 'reopen' })
})

test('a number that was removed, blocked, outdated or opened elsewhere stays closed and says why', () => {
  const ends = [401, 402, 403, 405, 406, 409, 411, 440].map((code) => [code, at(code)])
  expect(ends).toMatchObject([
    [401, { do: 'end', needsPairing: true, wipe: true, reason: { code: 'logged_out' } }],
    [402, { do: 'end', needsPairing: true, wipe: false, reason: { code: 'restricted' } }],
    [403, { do: 'end', needsPairing: true, wipe: false, reason: { code: 'banned' } }],
    [405, { do: 'end', needsPairing: false, reason: { code: 'outdated' } }],
    [406, { do: 'end', reason: { code: 'banned' } }],
    [409, { do: 'end', reason: { code: 'outdated' } }],
    [411, { do: 'end', needsPairing: true, reason: { code: 'mismatch' } }],
    [440, { do: 'end', needsPairing: false, wipe: false, reason: { code: 'conflict' } }],
  ])
})

test('a code that nobody typed in time is no logout: linking starts over', () => {
  expect(at(401, { isLinked: false })).toEqual({ do: 'startOver' })
})

test('a QR that nobody scanned is not shown for ever', () => {
  expect(at(408, { isLinked: false, message: 'QR refs attempts ended' })).toMatchObject({ do: 'end', reason: { code: 'qr_expired' } })
})

test('network and server faults are waited out, a session that is refused again and again is not', () => {
  for (const code of [408, 428, 503, 599, null]) expect(at(code, { failures: 50 })).toMatchObject({ do: 'retry' })
  expect(at(500, { failures: 4 })).toMatchObject({ do: 'retry' })
  expect(at(500, { failures: 5 })).toMatchObject({ do: 'end', wipe: false, reason: { code: 'bad_session' } })
})

test('the wait doubles from two seconds to five minutes, and never is the same for two', () => {
  expect([1, 2, 3, 20].map((failures) => backOffMs(failures, () => 1))).toEqual([2_000, 4_000, 8_000, 300_000])
  expect(backOffMs(1, () => 0)).toBe(1_000)
})
