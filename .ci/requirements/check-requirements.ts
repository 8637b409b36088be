import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { proofsOf, type Requirement, ROWS, readRequirements } from './requirements-file.ts'
import { declaresTest } from './test-names.ts'

/** What is wrong with `docs/requirements.csv`: rows that went missing, and met rows whose proof is no test that exists. */
export async function faultsInRequirements(root: string): Promise<string[]> {
  const rows = await readRequirements(root)
  const faults = rows.length === ROWS ? [] : [`docs/requirements.csv has ${rows.length} rows instead of ${ROWS}`]
  const ids = new Set<string>()
  for (const row of rows) {
    if (ids.has(row.id)) faults.push(`${row.id} stands twice`)
    ids.add(row.id)
    faults.push(...(await faultsOf(root, row)))
  }
  return faults
}

async function faultsOf(root: string, row: Requirement): Promise<string[]> {
  const proofs = proofsOf(row)
  if (row.status === 'met' && proofs.length === 0) return [`${row.id} is met without a proof`]
  if (row.status === 'open' && proofs.length > 0) return [`${row.id} is open but names a proof`]
  const faults: string[] = []
  for (const { file, test } of proofs) {
    const place = path.join(root, file)
    if (!existsSync(place)) faults.push(`${row.id}: there is no ${file}`)
    else if (!declaresTest(await readFile(place, 'utf8'), test)) faults.push(`${row.id}: ${file} has no test "${test}"`)
  }
  return faults
}
