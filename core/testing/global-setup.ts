import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import pg from 'pg'
import type { TestProject } from 'vitest/node'
import { migrate } from '../platform/migrate.ts'
import { startEmbeddedPostgres } from '../setup/embedded-postgres.ts'

declare module 'vitest' {
  interface ProvidedContext {
    superuserUrl: string
  }
}

export const TEMPLATE_DATABASE = 'tomada_template'

/**
 * One real PostgreSQL for the whole run, with a migrated template that each test file clones.
 * fsync is off: no test here pulls the machine's plug, and a killed server loses nothing that the kernel has.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const dataDir = await mkdtemp(path.join(tmpdir(), 'tomada-test-'))
  const reachedOutside = keepToLoopback()
  const server = await startEmbeddedPostgres({ dataDir, settings: { fsync: 'off', full_page_writes: 'off', max_connections: '400' } })
  const client = new pg.Client({ connectionString: server.superuserUrl })
  await client.connect()
  await client.query(`CREATE DATABASE ${TEMPLATE_DATABASE} OWNER tomada`)
  await client.end()
  const template = new URL(server.url)
  template.pathname = `/${TEMPLATE_DATABASE}`
  await migrate(template.href)
  project.provide('superuserUrl', server.superuserUrl)
  return async () => {
    await server.stop()
    await rm(dataDir, { recursive: true, force: true })
    await reachedOutside()
  }
}

/** For every process of this run: see `loopback-only.ts`. Answers the check at its end, which throws for what was tried. */
function keepToLoopback(): () => Promise<void> {
  const log = path.join(tmpdir(), `tomada-reached-${process.pid}.log`)
  process.env['LOOPBACK_ONLY_LOG'] = log
  process.env['NODE_OPTIONS'] = `${process.env['NODE_OPTIONS'] ?? ''} --import=${path.join(import.meta.dirname, 'loopback-only.ts')}`.trim()
  return async () => {
    if (!existsSync(log)) return
    const tried = await readFile(log, 'utf8')
    await rm(log)
    throw new Error(`tests tried to reach beyond loopback:\n${tried}`)
  }
}
