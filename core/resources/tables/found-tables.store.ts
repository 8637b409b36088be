import type { Knex } from 'knex'

/** What is there of one records table. */
export interface FoundTable {
  comment: string | null
  columns: string[]
  indexes: string[]
}

export async function findTable(owner: Knex, table: string): Promise<FoundTable | null> {
  const { rows } = await owner.raw<{ rows: FoundTable[] }>(
    `SELECT obj_description(c.oid, 'pg_class') AS comment,
       ARRAY(SELECT attname::text FROM pg_attribute WHERE attrelid = c.oid AND attnum > 0 AND NOT attisdropped) AS columns,
       ARRAY(SELECT i.relname::text FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid WHERE x.indrelid = c.oid AND x.indisvalid) AS indexes
     FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relname = ?`,
    [table],
  )
  return rows[0] ?? null
}
