import type { Database } from '../../core/platform/db.ts'
import type { ReadRecord } from '../../core/resources/operations/operations.types.ts'
import type { BenchDatabase } from '../cluster.ts'

/**
 * What a backfill is measured against: the same records, in the same pages, each page one statement and one commit, into a table
 * with forced row-level security and nothing but its primary key. No columns, no indexes, no words, no figures, no provider.
 */
export async function openBareTable(database: BenchDatabase): Promise<void> {
  await database.query(`
    CREATE TABLE bare_records (
      tenant_id uuid NOT NULL, connection_id text COLLATE "C" NOT NULL, key text COLLATE "C" NOT NULL,
      version bigint, hash text NOT NULL, data jsonb NOT NULL, PRIMARY KEY (tenant_id, connection_id, key)
    );
    ALTER TABLE bare_records ENABLE ROW LEVEL SECURITY;
    ALTER TABLE bare_records FORCE ROW LEVEL SECURITY;
    CREATE POLICY bare_records_tenant ON bare_records TO tomada_app
      USING (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid)
      WITH CHECK (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid);
    GRANT select, insert, update ON bare_records TO tomada_app;
  `)
}

export type BareRecord = Pick<ReadRecord, 'key' | 'version' | 'hash' | 'text'>

export async function upsertBare(db: Database, at: { tenantId: string; connectionId: string }, page: readonly BareRecord[]): Promise<void> {
  await db.forTenant(at.tenantId, (trx) =>
    trx.raw(
      `INSERT INTO bare_records AS s SELECT ?, ?, n.* FROM unnest(?::text[], ?::bigint[], ?::text[], ?::jsonb[]) AS n
       ON CONFLICT (tenant_id, connection_id, key)
       DO UPDATE SET version = excluded.version, hash = excluded.hash, data = excluded.data WHERE s.version <= excluded.version`,
      [
        at.tenantId,
        at.connectionId,
        page.map(({ key }) => key),
        page.map(({ version }) => version ?? 0),
        page.map(({ hash }) => hash),
        page.map(({ text }) => text),
      ],
    ),
  )
}
