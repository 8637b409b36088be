import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { afterAll, beforeAll, inject } from 'vitest'
import { type Database, openDatabase } from '../platform/db.ts'
import { TEMPLATE_DATABASE } from './global-setup.ts'

export interface TestDatabase extends Database {
  /** URL of the owner, for a process under test or a look past row-level security. */
  url: string
  /** Superuser connection to this database: sees everything; for assertions only. */
  truth: pg.Client
}

/** A clone of the migrated template for this test file, dropped when the file is done. Call at the top level of a file. */
export function useTestDatabase(): () => TestDatabase {
  let current: TestDatabase | undefined

  beforeAll(async () => {
    current = await cloneTemplate()
  })

  afterAll(async () => {
    await current?.close()
    await current?.truth.end()
    if (current !== undefined) await onServer(`DROP DATABASE IF EXISTS ${nameOf(current)} WITH (FORCE)`)
  })

  return () => {
    if (current === undefined) throw new Error('useTestDatabase() is ready inside tests only')
    return current
  }
}

/** A clone of the migrated template that goes with the server. */
export async function cloneTemplate(): Promise<TestDatabase> {
  const name = `t_${randomBytes(8).toString('hex')}`
  await onServer(`CREATE DATABASE ${name} TEMPLATE ${TEMPLATE_DATABASE} OWNER tomada`)
  const owner = new URL(inject('superuserUrl'))
  owner.pathname = `/${name}`
  const superuser = owner.href
  owner.username = 'tomada'
  const truth = new pg.Client({ connectionString: superuser })
  await truth.connect()
  return { ...openDatabase({ url: owner.href, poolSize: 10 }), url: owner.href, truth }
}

function nameOf({ url }: TestDatabase): string {
  return new URL(url).pathname.slice(1)
}

async function onServer(sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: inject('superuserUrl') })
  await client.connect()
  try {
    await client.query(sql)
  } finally {
    await client.end()
  }
}
