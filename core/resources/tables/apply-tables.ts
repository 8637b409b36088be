import knexFactory, { type Knex } from 'knex'
import { protectTable } from '../../platform/tenancy.ts'
import { type FoundTable, findTable } from './found-tables.store.ts'
import { type DeclaredResource, planOf, type ResourcePlan } from './resource-plan.ts'

/**
 * Makes and alters the tables of resources, as the database's owner. Safe to call again and from several processes at once: a lock
 * lets one go first, and the others find nothing to do. New columns come without a default, so no table is rewritten; a field that is
 * no longer declared keeps its column. Answers the resources that lack an index: those are built apart, without locking writers out.
 */
export async function applyTables(url: string, resources: readonly DeclaredResource[]): Promise<ResourcePlan[]> {
  const plans = resources.map(planOf)
  if (plans.length === 0) return []
  return withOwner(url, async (owner) => {
    await owner.raw(`SELECT pg_advisory_lock(hashtext('tomada resource tables'))`)
    const lacking: ResourcePlan[] = []
    for (const plan of plans) {
      const found = await findTable(owner, plan.table)
      if (found === null) await owner.transaction((trx) => createTables(trx, plan))
      else if (await alterTable(owner, plan, found)) lacking.push(plan)
    }
    return lacking
  })
}

/** One connection of the database's owner, closed afterwards; whatever it locks for its session goes with it. */
export async function withOwner<T>(url: string, work: (owner: Knex) => Promise<T>): Promise<T> {
  const connection = { connectionString: url, application_name: 'tomada resource tables' }
  const owner = knexFactory({ client: 'pg', connection, pool: { min: 1, max: 1 } })
  try {
    return await work(owner)
  } finally {
    await owner.destroy()
  }
}

async function createTables(trx: Knex.Transaction, plan: ResourcePlan): Promise<void> {
  const columns = plan.stored.map(({ column, sqlType }) => `"${column}" ${sqlType}`)
  await trx.raw(`
    CREATE TABLE ${plan.table} (
      tenant_id     uuid NOT NULL,
      connection_id text COLLATE "C" NOT NULL,
      key           text COLLATE "C" NOT NULL,
      version       bigint,
      hash          text NOT NULL,
      data          jsonb NOT NULL,
      flagged       boolean NOT NULL,
      words         text NOT NULL,
      first_origin  text NOT NULL,
      first_seen_at timestamptz NOT NULL,
      changed_at    timestamptz NOT NULL,
      deleted_at    timestamptz,
      ${columns.map((column) => `${column},`).join('\n      ')}
      PRIMARY KEY (tenant_id, connection_id, key)
    )`)
  await trx.raw(`
    CREATE TABLE ${plan.wordsTable} (
      tenant_id     uuid NOT NULL,
      connection_id text COLLATE "C" NOT NULL,
      term          text COLLATE "C" NOT NULL,
      key           text COLLATE "C" NOT NULL,
      sort_at       timestamptz,
      PRIMARY KEY (tenant_id, connection_id, term, key) INCLUDE (sort_at)
    )`)
  for (const table of [plan.table, plan.wordsTable]) {
    await protectTable(trx, table)
    await trx.raw(`COMMENT ON TABLE ${table} IS '${plan.id}'`)
  }
  for (const { name, table, definition } of plan.indexes) await trx.raw(`CREATE INDEX ${name} ON ${table} ${definition}`)
}

/** Whether an index is lacking. */
async function alterTable(owner: Knex, plan: ResourcePlan, found: FoundTable): Promise<boolean> {
  // Two names with one hash, or a table that somebody else made: nothing is written into what may be another's.
  if (found.comment !== plan.id) throw new Error(`table ${plan.table} does not belong to ${plan.id} but to ${found.comment}`)
  const missing = plan.stored.filter(({ column }) => !found.columns.includes(column))
  if (missing.length > 0)
    await owner.raw(
      `ALTER TABLE ${plan.table} ${missing.map(({ column, sqlType }) => `ADD COLUMN IF NOT EXISTS "${column}" ${sqlType}`).join(', ')}`,
    )
  return plan.indexes.some(({ name }) => !found.indexes.includes(name))
}
