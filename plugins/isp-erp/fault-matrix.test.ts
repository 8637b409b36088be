import { readFileSync } from 'node:fs'
import path from 'node:path'
import { type Cell, capabilitiesOf, FAULTS, faultCells } from '@tomada/sdk/emulator/testing/fault-matrix/cells'
import { playCell } from '@tomada/sdk/emulator/testing/fault-matrix/play-cell'
import { expect, test } from 'vitest'
import type { Manifest } from '../../sdk/manifest.gen.ts'
import { useConnectedErp } from './testing/connected-erp.ts'
import { matrixSubject } from './testing/matrix-subject.ts'

const manifest: Manifest = JSON.parse(readFileSync(path.join(import.meta.dirname, 'manifest.json'), 'utf8'))
const cells = faultCells(manifest)
const played = cells.filter(({ skip }) => skip === null).map((cell): [string, Cell] => [`${cell.kind} ${cell.name} × ${cell.fault}`, cell])

const subject = matrixSubject(manifest, useConnectedErp())

test('the matrix has a cell for every capability and every fault, and each that is not played says why', () => {
  expect(cells).toHaveLength(capabilitiesOf(manifest).length * FAULTS.length)
  expect(cells.filter(({ skip }) => skip !== null && skip.length < 20)).toEqual([])
  expect(played).toHaveLength(18)
})

test.each(played)('fault matrix: %s', async (_name, cell) => {
  expect(await playCell(subject, cell)).toEqual([])
})
