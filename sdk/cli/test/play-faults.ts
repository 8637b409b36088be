import type { LoadedPlugin } from '../../../core/registry/registry.types.ts'
import { type FaultName, faultCells } from '../../emulator/testing/fault-matrix/cells.ts'
import { playCell } from '../../emulator/testing/fault-matrix/play-cell.ts'
import type { Auth } from '../../manifest.gen.ts'
import type { Subject } from './open-subject.ts'
import { orMessage } from './play-plainly.ts'
import type { TestResult } from './test-result.types.ts'

/** Capability × fault, made of the manifest: nothing lost, nothing doubled, or a written reason why there is nothing to try. */
export async function playFaults(subject: Subject, { manifest }: LoadedPlugin, tell: (result: TestResult) => void): Promise<void> {
  for (const cell of faultCells(manifest, { ...lackingOf(manifest.auth[0]), ...subject.stage.lacking })) {
    const capability = `${cell.kind} ${cell.name}`
    const result = { group: 'faults' as const, name: `${capability} × ${cell.fault}`, cell: { capability, fault: cell.fault } }
    if (cell.skip !== null) tell({ ...result, wrong: [], skipped: cell.skip })
    else tell({ ...result, wrong: await orMessage(() => playCell(subject, cell)) })
  }
}

function lackingOf(auth: Auth | undefined): Partial<Record<FaultName, string>> {
  const type = auth?.type ?? 'none'
  if (type === 'none') return { 'expired token': 'there is nothing to sign in with', 'revoked grant': 'there is nothing to sign in with' }
  return type === 'apiKey' || type === 'basic' || type === 'bearer'
    ? { 'expired token': 'what a person typed is good until it is revoked' }
    : {}
}
