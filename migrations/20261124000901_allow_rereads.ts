import type { Knex } from 'knex'

/**
 * Syncs that read records again by their id while they are open.
 * Lock: short, on sync_jobs, which is small. Old code: leaves such jobs to the new one, whose worker finds them.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(kinds(`'backfill', 'incremental', 'fullScan', 'reread'`))
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`DELETE FROM sync_jobs WHERE kind = 'reread'`)
  await knex.raw(kinds(`'backfill', 'incremental', 'fullScan'`))
}

function kinds(allowed: string): string {
  return `ALTER TABLE sync_jobs DROP CONSTRAINT sync_jobs_kind_check, ADD CONSTRAINT sync_jobs_kind_check CHECK (kind IN (${allowed}))`
}
