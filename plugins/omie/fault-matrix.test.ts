import { readFileSync } from 'node:fs'
import path from 'node:path'
import { type Cell, capabilitiesOf, FAULTS, faultCells } from '@tomada/sdk/emulator/testing/fault-matrix/cells'
import { playCell } from '@tomada/sdk/emulator/testing/fault-matrix/play-cell'
import { beforeAll, expect, test } from 'vitest'
import type { Manifest } from '../../sdk/manifest.gen.ts'
import { useConnectedCompany } from './testing/connected-company.ts'
import { matrixSubject } from './testing/matrix-subject.ts'

const manifest: Manifest = JSON.parse(readFileSync(path.join(import.meta.dirname, 'manifest.json'), 'utf8'))
const cells = faultCells(manifest, { 'expired token': 'an app key and its secret are no token: they hold until a person takes them back' })
const played = cells.filter(({ skip }) => skip === null).map((cell): [string, Cell] => [`${cell.kind} ${cell.name} × ${cell.fault}`, cell])

const company = useConnectedCompany()
const subject = matrixSubject(manifest, company)
beforeAll(async () => {
  await company.unguard()
  await company
    .omie()
    .play('history', { products: 260, customers: 160, orders: 330, invoices: 120, receivables: 190, services: 120, days: 60 })
})

/** Ways of this provider to say the same as a 429 or a 500: each is played as one, by what it answers. */
const WORDED: ReadonlyArray<{ name: string; as: '429' | '500'; status: number; body: Record<string, unknown> }> = [
  {
    name: 'a blocked key',
    as: '429',
    status: 425,
    body: { faultcode: 'MISUSE_API_PROCESS', faultstring: 'API bloqueada por consumo indevido. Tente novamente em 1678 segundos.' },
  },
  {
    name: 'redundant consumption',
    as: '429',
    status: 500,
    body: {
      faultcode: 'SOAP-ENV:Client-6',
      faultstring: 'ERROR: Consumo redundante detectado. Aguarde 40 segundos para tentar novamente (REDUNDANT).',
    },
  },
  {
    name: 'a method that is busy',
    as: '429',
    status: 500,
    body: { faultcode: 'SOAP-ENV:Client-1880', faultstring: 'ERROR: Já existe uma requisição desse método sendo executada. (1)' },
  },
  {
    name: 'a fault with status 200',
    as: '500',
    status: 200,
    body: { faultcode: 'SOAP-ENV:Server', faultstring: 'SOAP-ERROR: Broken response from Application Server (4)' },
  },
  { name: 'the other shape of errors', as: '500', status: 500, body: { error_code: 1, error_message: 'Internal error' } },
]
const worded = WORDED.flatMap((one) =>
  played
    .filter(([, cell]) => cell.fault === one.as)
    .map(([, cell]): [string, typeof one, Cell] => [`${cell.kind} ${cell.name} × ${one.name}`, one, cell]),
)

test('the matrix has a cell for every capability and every fault, and each that is not played says why', () => {
  expect(cells).toHaveLength(capabilitiesOf(manifest).length * FAULTS.length)
  expect(cells.filter(({ skip }) => skip !== null && skip.length < 20)).toEqual([])
})

test.each(played)('fault matrix: %s', async (_name, cell) => {
  expect(await playCell(subject, cell)).toEqual([])
})

test.each(worded)('fault matrix: %s', async (_name, { status, body }, cell) => {
  const admin: typeof subject.admin = (method, address, sent) =>
    subject.admin(method, address, Array.isArray(sent) ? sent.map((dial) => ({ ...dial, status, body })) : sent)
  expect(await playCell({ ...subject, admin }, cell)).toEqual([])
})
