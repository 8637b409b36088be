import { expect, test } from 'vitest'
import { useTestDatabase } from '../testing/database.ts'
import { openDatabase } from './db.ts'
import { APP_ROLE, ENGINE_ROLE, TENANT_FILTER } from './tenancy.ts'

const database = useTestDatabase()

/**
 * Tables without a tenant, each with the reason that makes it safe (security.md C20). A new one is added here in review, or
 * gets a tenant_id.
 */
const REVIEWED: Readonly<Record<string, string>> = {
  users: 'a person may belong to several workspaces; memberships hold the roles',
  sessions: 'belongs to a user; names its workspace, and the membership is checked on every request',
  refresh_tokens: 'belongs to a session',
  login_throttle: 'counts by hashed account and by address, before anyone is known',
  knex_migrations: 'bookkeeping of migrations',
  knex_migrations_lock: 'bookkeeping of migrations',
  processes: 'heartbeat of our own processes',
  hook_routes: 'leads from a public path to a tenant: read before the tenant is known',
  quota_buckets: 'one provider quota is shared by all tenants of an installation-wide application',
}
const REVIEWED_PREFIXES = ['plugin_']

interface Table {
  name: string
  oid: number
  isForced: boolean
  isEnabled: boolean
}

/** Tables and partitioned tables of our schema. Partitions are reached through their parent, and checked on their own below. */
async function tables(kind: 'parents' | 'partitions'): Promise<Table[]> {
  const { rows } = await database().truth.query(
    `SELECT c.relname AS name, c.oid, c.relforcerowsecurity AS "isForced", c.relrowsecurity AS "isEnabled"
     FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND c.relispartition = $1 ORDER BY 1`,
    [kind === 'partitions'],
  )
  return rows
}

async function tenantTables(): Promise<Table[]> {
  return (await tables('parents')).filter(({ name }) => !(name in REVIEWED) && !REVIEWED_PREFIXES.some((prefix) => name.startsWith(prefix)))
}

async function withoutTenantKey(): Promise<string[]> {
  const { rows } = await database().truth.query(
    `SELECT i.indrelid::regclass::text AS name FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey)
     WHERE i.indisprimary AND a.attname = 'tenant_id' AND a.atttypid = 'uuid'::regtype AND a.attnotnull`,
  )
  const keyed = rows.map((row) => row.name)
  return (await tenantTables()).map(({ name }) => name).filter((name) => !keyed.includes(name))
}

async function withoutForcedSecurity(): Promise<string[]> {
  return (await tenantTables()).filter(({ isEnabled, isForced }) => !isEnabled || !isForced).map(({ name }) => name)
}

test('C20 every table has tenant_id in its key, or is on the reviewed list', async () => {
  expect(await withoutTenantKey()).toEqual([])
})

test('C20 row-level security is enabled and forced on every tenant table', async () => {
  expect(await withoutForcedSecurity()).toEqual([])
})

test('C20 a new table without a tenant or without forced security is found', async () => {
  await database().truth.query('CREATE TABLE forgotten (id text PRIMARY KEY, tenant_id uuid)')
  expect([await withoutTenantKey(), await withoutForcedSecurity()]).toEqual([['forgotten'], ['forgotten']])
  await database().truth.query('DROP TABLE forgotten')
})

test('C20 the app role reads and writes its own tenant only, on every tenant table', async () => {
  const { rows } = await database().truth.query<{ name: string; qual: string; check: string | null; cmd: string }>(
    `SELECT tablename AS name, qual, with_check AS check, cmd FROM pg_policies WHERE schemaname = 'public' AND '${APP_ROLE}' = ANY (roles)`,
  )
  const normal = (text: string | null) => text?.replaceAll(/[()\s]|::text/g, '').toLowerCase() ?? null
  const filter = normal(TENANT_FILTER)
  for (const { name } of await tenantTables()) {
    const policies = rows.filter((row) => row.name === name)
    const full = policies.filter(({ cmd, qual, check }) => cmd === 'ALL' && normal(qual) === filter && normal(check) === filter)
    expect([name, full.length]).toEqual([name, 1])
    const others = policies.filter((policy) => !full.includes(policy))
    // Before a workspace is chosen a user may read what says where they belong; nothing else widens the tenant's filter.
    for (const other of others) expect([name, other.cmd, other.qual]).toEqual([name, 'SELECT', expect.stringContaining('app.user_id')])
    if (others.length > 0) expect(['workspaces', 'memberships']).toContain(name)
  }
})

test('C20 nobody but the two roles and the owner has rights on a tenant table, and partitions are not reachable on their own', async () => {
  const { rows } = await database().truth.query(
    `SELECT c.relname AS name, g.grantee::regrole::text AS grantee, c.relispartition AS partition
     FROM pg_class c CROSS JOIN LATERAL aclexplode(c.relacl) g
     WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND g.grantee <> c.relowner`,
  )
  expect(rows.filter(({ grantee }) => ![APP_ROLE, ENGINE_ROLE].includes(grantee))).toEqual([])
  const protectedPartitions = (await tables('partitions'))
    .filter(({ isForced, isEnabled }) => isForced && isEnabled)
    .map(({ name }) => name)
  const reachable = rows.filter(({ partition, name, grantee }) => partition && grantee === APP_ROLE && !protectedPartitions.includes(name))
  expect(reachable).toEqual([])
})

test('C20 without a tenant set, no tenant table shows a row or takes one', async () => {
  const { rows: readable } = await database().truth.query(
    `SELECT table_name AS name FROM information_schema.role_table_grants WHERE grantee = $1 AND privilege_type = 'SELECT' AND table_schema = 'public'`,
    [APP_ROLE],
  )
  const names = readable.map(({ name }) => name)
  for (const { name } of await tenantTables()) {
    if (names.includes(name)) expect([name, await database().app(name).limit(1)]).toEqual([name, []])
  }
})

test('C20 one connection that two tenants use in turn shows each only its own', async () => {
  const tenants = ['00000000-0000-4000-8000-00000000000a', '00000000-0000-4000-8000-00000000000b']
  const single = openDatabase({ url: database().url, poolSize: 1 })
  for (const tenantId of tenants)
    await single.forTenant(tenantId, (trx) => trx('workspaces').insert({ tenant_id: tenantId, name: tenantId }))
  for (let turn = 0; turn < 10; turn++) {
    const tenantId = tenants[turn % 2] ?? ''
    expect(await single.forTenant(tenantId, (trx) => trx('workspaces').pluck('tenant_id'))).toEqual([tenantId])
    expect(await single.app('workspaces').pluck('tenant_id')).toEqual([])
  }
  await single.close()
})
