import type { Knex } from 'knex'

/**
 * Requests that were on the way together are refused together: that is one refusal of the provider, not five. Only a 429 that comes
 * when something could have been sent halves the quota again; one that comes in the pause makes it longer, if the provider says so.
 * Lock: none. Old code: calls the same function.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(slowDown('b.paused_until_ms > now_ms'))
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(slowDown('false'))
}

function slowDown(isSameBurst: string): string {
  return `
  CREATE OR REPLACE FUNCTION slow_quota(p_keys text[], p_pause_ms bigint) RETURNS void
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
  DECLARE now_ms bigint := floor(extract(epoch FROM clock_timestamp()) * 1000);
  BEGIN
    PERFORM lock_quotas(p_keys);
    UPDATE quota_buckets b
       SET strikes = CASE WHEN ${isSameBurst} THEN b.strikes ELSE least(6, left_over.strikes + 1) END,
           struck_at_ms = CASE WHEN ${isSameBurst} THEN b.struck_at_ms ELSE now_ms END, updated_at = now(),
           paused_until_ms = greatest(b.paused_until_ms, CASE WHEN ${isSameBurst} AND p_pause_ms IS NULL THEN 0
             ELSE now_ms + coalesce(p_pause_ms, least(60000, 1000 * (2 ^ left_over.strikes)::bigint)) END)
      FROM (SELECT key, greatest(0, strikes - ((now_ms - struck_at_ms) / 60000)::integer) AS strikes FROM quota_buckets WHERE key = ANY (p_keys)) left_over
     WHERE b.key = left_over.key;
  END $$`
}
