import type { Knex } from 'knex'
import { APP_ROLE } from '../core/platform/tenancy.ts'
import { OUTLOOK, SETTLE, SLOTS, TAKE } from './sql/quota-functions.ts'

/**
 * The scheduler of providers' quotas: tokens with a time to start (so that the way to the database is not in the way of the
 * rate), backfills evenly spaced behind live calls, equal shares of what workspaces share, days of a timezone, breakers.
 * Lock: the table for a moment. What it holds lives for a day at most and is dropped. Old code: finds its functions gone and
 * refuses calls under a quota with `retryAfterMs` until it is replaced.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    DROP FUNCTION take_quota, slow_quota;
    TRUNCATE quota_buckets;
    ALTER TABLE quota_buckets
      ADD unit_ms       bigint NOT NULL DEFAULT 0,
      ADD last_start_ms bigint NOT NULL DEFAULT 0,
      ADD paced_to_ms   double precision NOT NULL DEFAULT 0,
      ADD shares        jsonb NOT NULL DEFAULT '{}',
      ADD day           date,
      ADD day_count     bigint NOT NULL DEFAULT 0,
      ADD faults        integer NOT NULL DEFAULT 0;
  `)
  for (const sql of SLOTS) await knex.raw(sql)
  for (const sql of [TAKE, SETTLE, OUTLOOK, SLOW_DOWN, FAULT]) await knex.raw(sql)
  await knex.raw(`
    REVOKE ALL ON FUNCTION quota_unit, quota_margin, quota_put, quota_free_at, quota_strength, lock_quotas, take_quota, settle_quota,
      quota_outlook, slow_quota, fault_quota FROM PUBLIC;
    GRANT EXECUTE ON FUNCTION take_quota, settle_quota, quota_outlook, slow_quota, fault_quota TO ${APP_ROLE};
  `)
}

/** After a 429: pause for as long as the provider said, or 1, 2, 4 … 60 s; and half the quota per strike, each forgiven after a minute. */
const SLOW_DOWN = `
  CREATE FUNCTION slow_quota(p_keys text[], p_pause_ms bigint) RETURNS void
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
  DECLARE now_ms bigint := floor(extract(epoch FROM clock_timestamp()) * 1000);
  BEGIN
    PERFORM lock_quotas(p_keys);
    UPDATE quota_buckets b
       SET strikes = least(6, left_over.strikes + 1), struck_at_ms = now_ms, updated_at = now(),
           paused_until_ms = greatest(b.paused_until_ms, now_ms + coalesce(p_pause_ms, least(60000, 1000 * (2 ^ left_over.strikes)::bigint)))
      FROM (SELECT key, greatest(0, strikes - ((now_ms - struck_at_ms) / 60000)::integer) AS strikes FROM quota_buckets WHERE key = ANY (p_keys)) left_over
     WHERE b.key = left_over.key;
  END $$`

/**
 * Breakers: so many faults in a row, and nothing is sent for a while. After the pause one more fault opens it again; a good
 * answer forgets them. Answers the longest pause that this call began, in milliseconds.
 */
const FAULT = `
  CREATE FUNCTION fault_quota(p_breakers jsonb, p_faulty boolean) RETURNS bigint
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
  DECLARE now_ms bigint := floor(extract(epoch FROM clock_timestamp()) * 1000); rule record; seen integer; began_ms bigint := 0;
  BEGIN
    FOR rule IN SELECT * FROM jsonb_to_recordset(p_breakers) AS r (k text, f integer, p bigint) ORDER BY k LOOP
      PERFORM lock_quotas(ARRAY[rule.k]);
      UPDATE quota_buckets SET faults = CASE WHEN p_faulty THEN faults + 1 ELSE 0 END, updated_at = now() WHERE key = rule.k RETURNING faults INTO seen;
      IF p_faulty AND seen >= rule.f THEN
        UPDATE quota_buckets SET faults = rule.f - 1, paused_until_ms = greatest(paused_until_ms, now_ms + rule.p) WHERE key = rule.k;
        began_ms := greatest(began_ms, rule.p);
      END IF;
    END LOOP;
    RETURN began_ms;
  END $$`
