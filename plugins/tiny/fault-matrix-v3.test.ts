import { type Cell, capabilitiesOf, FAULTS } from '@tomada/sdk/emulator/testing/fault-matrix/cells'
import { playCell } from '@tomada/sdk/emulator/testing/fault-matrix/play-cell'
import { beforeAll, expect, test } from 'vitest'
import { useConnectedAccount } from './testing/connected-account.ts'
import { manifest, matrixCells } from './testing/matrix-cells.ts'
import { matrixSubject } from './testing/matrix-subject.ts'

const cells = matrixCells('oauth')
const played = cells.filter(({ skip }) => skip === null).map((cell): [string, Cell] => [`${cell.kind} ${cell.name} × ${cell.fault}`, cell])

const account = useConnectedAccount('oauth')
const subject = matrixSubject(manifest, account)
beforeAll(async () => {
  await account.unthrottle()
  await account.play('history', { products: 110, contacts: 70, orders: 180, invoices: 40, days: 60 })
})

test('API v3: the matrix has a cell for every capability and every fault, and each that is not played says why', () => {
  expect(cells).toHaveLength(capabilitiesOf(manifest).length * FAULTS.length)
  expect(cells.filter(({ skip }) => skip !== null && skip.length < 20)).toEqual([])
})

test.each(played)('fault matrix of API v3: %s', async (_name, cell) => {
  expect(await playCell(subject, cell)).toEqual([])
})
