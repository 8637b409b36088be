import { readFileSync } from 'node:fs'
import path from 'node:path'
import { fieldsOf, isFields, listOf } from '@tomada/sdk/emulator'
import { type Cell, capabilitiesOf, FAULTS, faultCells } from '@tomada/sdk/emulator/testing/fault-matrix/cells'
import { onlyActions } from '@tomada/sdk/emulator/testing/fault-matrix/only-actions'
import { playCell } from '@tomada/sdk/emulator/testing/fault-matrix/play-cell'
import type { MatrixSubject } from '@tomada/sdk/emulator/testing/fault-matrix/subject'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { useCapabilities } from '../../core/testing/capabilities.ts'
import { type SpawnedEmulator, spawnEmulator } from '../../sdk/emulator/spawn.ts'
import type { Json } from '../../sdk/flow/definition.ts'
import type { Manifest } from '../../sdk/manifest.gen.ts'

/** Faults of HTTP as SMTP and IMAP have them: an answer that asks to come back, a silence, a connection that breaks. */

const manifest: Manifest = JSON.parse(readFileSync(path.join(import.meta.dirname, 'manifest.json'), 'utf8'))
const cells = faultCells(manifest, {
  '429': 'neither protocol tells too many from out of order: both are 4yz and UNAVAILABLE, which 503 plays',
  'expired token': 'a password does not expire; tokens of Google and Microsoft are renewed in oauth.test.ts',
  'schema surprise': 'what comes are messages of RFC 5322 and answers of a protocol: no schema that could change unannounced',
})
const played = cells.filter(({ skip }) => skip === null).map((cell): [string, Cell] => [`${cell.kind} ${cell.name} × ${cell.fault}`, cell])

const PASSWORD = 'senha-da-caixa-de-teste'
const ACCOUNT = {
  username: 'loja@loja.example',
  password: PASSWORD,
  address: 'loja@loja.example',
  smtp: { host: 'smtp.loja.example', port: 587, security: 'none' as const },
  imap: { host: 'imap.loja.example', port: 143, security: 'none' as const },
}
/** The command of each action that a fault hits. */
const PLACES: Readonly<Record<string, { method: string; path: string }>> = {
  'send-email': { method: 'SMTP', path: '/data' },
  'list-emails': { method: 'IMAP', path: '/uid' },
  'get-account': { method: 'IMAP', path: '/authenticate' },
}

let provider: SpawnedEmulator
const capabilities = useCapabilities('email', 'https://unused.example', {
  async account() {
    provider = await spawnEmulator('email', { seed: 'matrix' })
    return { url: 'http://127.0.0.1:1', token: 'unused-token', mail: ACCOUNT, endpoints: provider.endpoints }
  },
})
beforeAll(() => provider.admin('POST', '/scenario/receive', { subject: 'Primeiro', messageId: '<um@example.com>' }))
afterAll(() => provider?.stop())

let sent = 0
let place = PLACES['send-email']

/** A dial of HTTP, at the command of the action that is being played. */
function translated(dial: unknown): unknown {
  const { kind, ...rest } = fieldsOf(dial)
  const isSending = place?.method === 'SMTP'
  if (kind === 'status') return { kind, status: 451, match: place }
  if (kind === 'truncate' && isSending) return { kind: 'dropAfterWrite', match: place }
  if (kind === 'dropAfterWrite' && !isSending) return { kind: 'dropBefore', match: place }
  return { ...rest, kind, match: place }
}

const password = (is: string) => provider.admin('POST', '/scenario/changePassword', { password: is })
const never = async (): Promise<never> => {
  throw new Error('a password does not expire, and a message that was sent is not looked up')
}
const subject: MatrixSubject = {
  ...onlyActions(manifest.id),
  manifest,
  async admin(method, at, body) {
    const said = at === '/faults' && Array.isArray(body) ? body.map(translated) : body
    const answer = await provider.admin(method, at, said)
    return isFields(answer) ? answer : { items: listOf(answer) }
  },
  async inputOf(action): Promise<Json> {
    place = PLACES[action]
    sent += 1
    return action === 'send-email' ? { to: ['cliente@example.com'], subject: `Nota ${sent}`, text: 'Olá!' } : {}
  },
  run: (action, input, timeoutMs) => {
    // Each wish is a step of its own: a try of the same one says the same key.
    const more = { effectKey: `run_x/${JSON.stringify(input)}`, ...(timeoutMs === undefined ? {} : { timeoutMs }) }
    return capabilities().run(action, input, more)
  },
  lookup: never,
  expireToken: never,
  async revoke() {
    await password('another')
  },
  async reconnect() {
    await password(PASSWORD)
  },
}

test('the matrix has a cell for every capability and every fault, and each that is not played says why', () => {
  expect(cells).toHaveLength(capabilitiesOf(manifest).length * FAULTS.length)
  expect(cells.filter(({ skip }) => skip !== null && skip.length < 20)).toEqual([])
  expect(Object.keys(PLACES).toSorted()).toEqual(manifest.actions.map(({ name }) => name).toSorted())
})

test.each(played)('fault matrix: %s', async (_name, cell) => {
  expect(await playCell(subject, cell)).toEqual([])
})
