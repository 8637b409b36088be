import type { Knex } from 'knex'
import { APP_ROLE } from '../core/platform/tenancy.ts'

/**
 * Lets the app role throw away quotas that nobody has used for longer than the longest window (a day), and nothing else.
 * Lock: none worth naming. Old code: does not call it.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    CREATE FUNCTION sweep_quotas() RETURNS bigint LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
      WITH gone AS (DELETE FROM quota_buckets WHERE updated_at < now() - interval '3 days' RETURNING 1) SELECT count(*) FROM gone
    $$;
    REVOKE ALL ON FUNCTION sweep_quotas FROM PUBLIC;
    GRANT EXECUTE ON FUNCTION sweep_quotas TO ${APP_ROLE};
  `)
}
