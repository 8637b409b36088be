import { readFileSync } from 'node:fs'
import path from 'node:path'
import { type Cell, type FaultName, faultCells } from '@tomada/sdk/emulator/testing/fault-matrix/cells'
import type { Manifest } from '../../../sdk/manifest.gen.ts'
import type { Scheme } from './connected-account.ts'

export const manifest: Manifest = JSON.parse(readFileSync(path.join(import.meta.dirname, '..', 'manifest.json'), 'utf8'))

const LACKING: Readonly<Record<Scheme, Partial<Record<FaultName, string>>>> = {
  oauth: {},
  token: { 'expired token': 'the token of API v2 has no end: it is good until another one is made, which is the revoked grant' },
}

const QUEUE: Readonly<Record<Scheme, string>> = {
  oauth: 'API v3 has no stock queue: nothing is called',
  token: 'each read takes its entries away, so no pass can be repeated: stock-queue.test.ts loses an answer and shows the repair',
}

/** Every capability with every fault, for one way in. */
export function matrixCells(scheme: Scheme): Cell[] {
  const cells = faultCells(manifest, LACKING[scheme])
  return cells.map((cell) => (cell.kind === 'missed' ? { ...cell, skip: cell.skip ?? QUEUE[scheme] } : cell))
}
