import type { Knex } from 'knex'
import { ENGINE_ROLE } from '../core/platform/tenancy.ts'

/**
 * What people had actions do with records ends when the history of records does: a job takes away what is older, for all workspaces.
 * Lock: writers of record_edits wait while its index is built. Old code: does not sweep.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    CREATE INDEX record_edits_ended ON record_edits (ended_at) WHERE ended_at IS NOT NULL;
    CREATE POLICY record_edits_engine ON record_edits TO ${ENGINE_ROLE} USING (true);
    GRANT SELECT (tenant_id, id, ended_at), DELETE ON record_edits TO ${ENGINE_ROLE};
  `)
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    DROP INDEX record_edits_ended;
    DROP POLICY record_edits_engine ON record_edits;
    REVOKE ALL (tenant_id, id, ended_at) ON record_edits FROM ${ENGINE_ROLE};
    REVOKE ALL ON record_edits FROM ${ENGINE_ROLE};
  `)
}
