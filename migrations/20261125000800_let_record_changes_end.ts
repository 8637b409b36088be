import type { Knex } from 'knex'
import { ENGINE_ROLE } from '../core/platform/tenancy.ts'

/**
 * The history of records ends after a while: a job takes away what is older, oldest first, for all workspaces. First writes of
 * records are no history, so the index costs a backfill nothing.
 * Lock: writers of record_changes wait while its index is built.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    CREATE INDEX record_changes_at ON record_changes (at);
    CREATE POLICY record_changes_engine ON record_changes TO ${ENGINE_ROLE} USING (true);
    GRANT SELECT, DELETE ON record_changes TO ${ENGINE_ROLE};
  `)
}
