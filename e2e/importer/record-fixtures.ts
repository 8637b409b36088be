import { execFile } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import type { Json } from '../../sdk/flow/definition.ts'
import { startStub } from '../engine/stub-provider.ts'
import { FIXTURES, type Recorded } from './fixtures.ts'
import { answerWorkflows } from './provider-answers.ts'

/**
 * Makes the fixtures of the importer with a real n8n (docs/importing.md):
 * `node e2e/importer/record-fixtures.ts <folder with n8n installed> <node 20 to 24> [<folder with workflows>]`
 * Imports the workflows into an empty n8n, runs each, exports them again, and writes both the exports and what n8n gave.
 * Nothing but ids, times and the stub's address is taken out of an export.
 */
const STUB = 'https://stub.example.com'
const [n8nFolder, nodePath, sources = path.join(FIXTURES, 'workflows')] = process.argv.slice(2)
if (n8nFolder === undefined || nodePath === undefined) throw new Error('usage: record-fixtures.ts <n8n folder> <node> [<workflows>]')
const run = promisify(execFile)
const bin = path.join(n8nFolder, 'node_modules/n8n/bin/n8n')

/** Of the instance, not of the workflow. */
const OF_INSTANCE = [
  'createdAt',
  'updatedAt',
  'versionId',
  'activeVersionId',
  'activeVersion',
  'versionCounter',
  'triggerCount',
  'shared',
  'parentFolder',
  'ownedBy',
  'versionMetadata',
  'meta',
  'isArchived',
  'tags',
  'sourceWorkflowId',
  'nodeGroups',
  'staticData',
  'description',
]

const home = await mkdtemp(path.join(tmpdir(), 'tomada-n8n-'))
const stub = await startStub()
answerWorkflows(stub)
try {
  await record(home, await readSources())
} finally {
  await stub.close()
  await rm(home, { recursive: true, force: true })
}

async function n8n(...words: string[]): Promise<string> {
  const env = {
    PATH: `${path.dirname(nodePath ?? '')}:/usr/bin:/bin`,
    HOME: home,
    N8N_USER_FOLDER: home,
    N8N_DIAGNOSTICS_ENABLED: 'false',
    N8N_VERSION_NOTIFICATIONS_ENABLED: 'false',
    N8N_TEMPLATES_ENABLED: 'false',
    N8N_LISTEN_ADDRESS: '127.0.0.1',
    N8N_LOG_LEVEL: 'info',
    GENERIC_TIMEZONE: 'America/Sao_Paulo',
  }
  try {
    const { stdout } = await run(nodePath ?? '', [bin, ...words], { env, maxBuffer: 64 * 1024 * 1024, cwd: home })
    return stdout
  } catch (error) {
    // A failed execution ends with an error, and still says what happened.
    if (error instanceof Error && 'stdout' in error && typeof error.stdout === 'string' && words[0]?.startsWith('execute') === true)
      return error.stdout
    throw error
  }
}

async function readSources(): Promise<Map<string, string>> {
  const found = new Map<string, string>()
  for (const file of (await readdir(sources)).toSorted())
    found.set(path.basename(file, '.json'), await readFile(path.join(sources, file), 'utf8'))
  return found
}

async function record(folder: string, workflows: ReadonlyMap<string, string>): Promise<void> {
  const input = path.join(folder, 'in')
  const output = path.join(folder, 'out')
  for (const made of [input, output, path.join(FIXTURES, 'workflows'), path.join(FIXTURES, 'outputs')])
    await mkdir(made, { recursive: true })
  for (const [id, text] of workflows) {
    // n8n wants a version of each workflow; exports of ours have none.
    const workflow = { ...JSON.parse(text.replaceAll(STUB, stub.origin)), versionId: randomUUID() }
    await writeFile(path.join(input, `${id}.json`), JSON.stringify(workflow))
  }
  await n8n('import:workflow', '--separate', `--input=${input}`)
  await n8n('export:workflow', '--all', '--separate', `--output=${output}`)
  // One start of n8n for all that end well; what fails says why only when it is run alone.
  const snapshots = path.join(folder, 'snapshots')
  await mkdir(snapshots, { recursive: true })
  await n8n('executeBatch', `--snapshot=${snapshots}`, '--concurrency=1', '--retries=0', `--output=${path.join(folder, 'batch.json')}`)
  for (const file of (await readdir(output)).toSorted()) {
    const exported = JSON.parse((await readFile(path.join(output, file), 'utf8')).replaceAll(stub.origin, STUB))
    for (const key of OF_INSTANCE) delete exported[key]
    const snapshot = path.join(snapshots, `${exported.id}-snapshot.json`)
    const raw = existsSync(snapshot) ? await readFile(snapshot, 'utf8') : await n8n('execute', `--id=${exported.id}`, '--rawOutput')
    if (!raw.includes('"resultData"')) {
      process.stdout.write(`${exported.id} could not be run:\n${raw}\n`)
      continue
    }
    const recorded = recordedOf(raw)
    await writeFile(path.join(FIXTURES, 'workflows', `${exported.id}.json`), `${JSON.stringify(exported, null, 2)}\n`)
    await writeFile(path.join(FIXTURES, 'outputs', `${exported.id}.json`), `${JSON.stringify(recorded, null, 2)}\n`)
    process.stdout.write(`${exported.id} ${exported.name}: ${recorded.status}, ${recorded.items.length} items of ${recorded.lastNode}\n`)
  }
}

interface RawRun {
  data?: { main?: Array<Array<{ json: Json }> | null> }
}

function recordedOf(stdout: string): Recorded {
  const { data } = JSON.parse(stdout.slice(stdout.indexOf('{'), stdout.lastIndexOf('}') + 1))
  const { lastNodeExecuted, runData, error } = data.resultData
  const runs: RawRun[] = runData[lastNodeExecuted] ?? []
  const items = runs.flatMap(({ data: given }) => (given?.main?.[0] ?? []).map(({ json }) => json))
  return {
    status: error === undefined ? 'success' : 'error',
    lastNode: lastNodeExecuted,
    items: JSON.parse(JSON.stringify(items).replaceAll(stub.origin, STUB)),
    error: error === undefined ? null : error.message,
  }
}
