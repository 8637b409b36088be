import { fileURLToPath } from 'node:url'
import { faultsInRequirements } from './check-requirements.ts'
import { readRequirements, type Status, writeRequirements } from './requirements-file.ts'

/**
 * `node .ci/requirements/main.ts check`
 * `node .ci/requirements/main.ts set ML-02 met "core/connections/oauth.test.ts > a forged state is refused"`
 * `node .ci/requirements/main.ts list [met|partly|open]`
 */

const ROOT = fileURLToPath(new URL('../../', import.meta.url))

async function main([command, ...rest]: string[]): Promise<void> {
  if (command === 'set') await set(rest)
  else if (command === 'list') await list(rest[0])
  else await check()
}

async function set([id, status, proof = '']: string[]): Promise<void> {
  if (status !== 'met' && status !== 'partly' && status !== 'open')
    return complain(['usage: set <id> met|partly|open "file.test.ts > test name"'])
  const rows = await readRequirements(ROOT)
  const row = rows.find((candidate) => candidate.id === id)
  if (row === undefined) return complain([`there is no requirement ${id ?? ''}`])
  row.status = status satisfies Status
  row.proof = proof
  await writeRequirements(ROOT, rows)
  complain((await faultsInRequirements(ROOT)).filter((fault) => fault.startsWith(row.id)))
}

async function list(status: string | undefined): Promise<void> {
  for (const row of await readRequirements(ROOT)) {
    if (status === undefined || row.status === status) process.stdout.write(`${row.id}  ${row.status}  ${row.worksWhen}  ${row.proof}\n`)
  }
}

async function check(): Promise<void> {
  const faults = await faultsInRequirements(ROOT)
  complain(faults)
  if (faults.length > 0) return
  const rows = await readRequirements(ROOT)
  const count = (status: Status) => rows.filter((row) => row.status === status).length
  process.stdout.write(`${rows.length} requirements: ${count('met')} met, ${count('partly')} partly, ${count('open')} open\n`)
}

function complain(faults: string[]): void {
  for (const fault of faults) process.stderr.write(`${fault}\n`)
  if (faults.length > 0) process.exitCode = 1
}

await main(process.argv.slice(2))
