import type { Knex } from 'knex'
import { APP_ROLE } from '../core/platform/tenancy.ts'

/**
 * Quotas of providers, shared by all processes. Not a tenant's table: a quota per application or address spans workspaces.
 * No role reads it; the three functions are the only way in, and none of them gives a row back.
 * Lock: new table only.
 *
 * A window is kept as counts per sixtieth of it, which is exact to one sixtieth on the safe side: never more than the quota in
 * any window, wherever it starts. The window is taken 5 % (at most 1 s) longer than declared, because requests do not all
 * travel equally fast and the provider counts arrivals.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    CREATE TABLE quota_buckets (
      key                  text PRIMARY KEY CHECK (length(key) BETWEEN 1 AND 300),
      slots                bigint[] NOT NULL DEFAULT '{}',
      counts               bigint[] NOT NULL DEFAULT '{}',
      holders              jsonb NOT NULL DEFAULT '{}',
      paused_until_ms      bigint NOT NULL DEFAULT 0,
      live_wanted_until_ms bigint NOT NULL DEFAULT 0,
      strikes              integer NOT NULL DEFAULT 0,
      struck_at_ms         bigint NOT NULL DEFAULT 0,
      updated_at           timestamptz NOT NULL DEFAULT now()
    ) WITH (fillfactor = 50);
    CREATE INDEX quota_buckets_updated ON quota_buckets (updated_at);
  `)
  await knex.raw(TAKE)
  await knex.raw(RELEASE)
  await knex.raw(SLOW_DOWN)
  await knex.raw(`
    REVOKE ALL ON FUNCTION take_quota, release_quota, slow_quota FROM PUBLIC;
    GRANT EXECUTE ON FUNCTION take_quota, release_quota, slow_quota TO ${APP_ROLE};
  `)
}

/**
 * Takes one token of every key, or of none. Answers 0, or the milliseconds until it is worth asking again.
 * A live request that must wait is remembered, and backfills stand back until it has had its turn; a backfill leaves a fifth free.
 */
const TAKE = `
  CREATE FUNCTION take_quota(
    p_keys text[], p_quotas bigint[], p_windows_ms bigint[], p_caps integer[], p_backfill boolean, p_holder text, p_hold_ms bigint
  ) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
  DECLARE
    b quota_buckets; now_ms bigint; wait_ms bigint := 0; slot_ms bigint; span_ms bigint; quota bigint; used bigint; i integer; j integer; held bigint;
  BEGIN
    PERFORM 1 FROM quota_buckets WHERE key = ANY (p_keys) ORDER BY key FOR UPDATE;
    GET DIAGNOSTICS i = ROW_COUNT;
    IF i < (SELECT count(DISTINCT k) FROM unnest(p_keys) k) THEN
      INSERT INTO quota_buckets (key) SELECT DISTINCT k FROM unnest(p_keys) k ORDER BY k ON CONFLICT DO NOTHING;
      PERFORM 1 FROM quota_buckets WHERE key = ANY (p_keys) ORDER BY key FOR UPDATE;
    END IF;
    now_ms := floor(extract(epoch FROM clock_timestamp()) * 1000);

    FOR i IN 1 .. cardinality(p_keys) LOOP
      SELECT * INTO b FROM quota_buckets WHERE key = p_keys[i];
      slot_ms := greatest(1, ceil(p_windows_ms[i] / 60.0));
      span_ms := p_windows_ms[i] + least(1000, p_windows_ms[i] / 20);
      quota := greatest(1, p_quotas[i] >> least(3, greatest(0, b.strikes - ((now_ms - b.struck_at_ms) / 60000)::integer)));
      IF p_backfill THEN
        quota := greatest(1, quota * 4 / 5);
        wait_ms := greatest(wait_ms, b.live_wanted_until_ms - now_ms);
      END IF;
      wait_ms := greatest(wait_ms, b.paused_until_ms - now_ms);
      used := 0;
      FOR j IN REVERSE cardinality(b.slots) .. 1 LOOP
        EXIT WHEN (b.slots[j] + 1) * slot_ms + span_ms <= now_ms;
        used := used + b.counts[j];
        IF used >= quota THEN
          wait_ms := greatest(wait_ms, (b.slots[j] + 1) * slot_ms + span_ms - now_ms);
          EXIT;
        END IF;
      END LOOP;
      IF p_caps[i] IS NOT NULL THEN
        SELECT count(*) INTO held FROM jsonb_each_text(b.holders) h WHERE h.value::bigint > now_ms;
        IF held >= p_caps[i] THEN wait_ms := greatest(wait_ms, 50); END IF;
      END IF;
    END LOOP;

    IF wait_ms > 0 THEN
      IF NOT p_backfill THEN
        UPDATE quota_buckets SET live_wanted_until_ms = greatest(live_wanted_until_ms, now_ms + wait_ms + 250), updated_at = now()
         WHERE key = ANY (p_keys);
      END IF;
      RETURN wait_ms;
    END IF;

    FOR i IN 1 .. cardinality(p_keys) LOOP
      SELECT * INTO b FROM quota_buckets WHERE key = p_keys[i];
      slot_ms := greatest(1, ceil(p_windows_ms[i] / 60.0));
      span_ms := p_windows_ms[i] + least(1000, p_windows_ms[i] / 20);
      j := 1;
      WHILE j <= cardinality(b.slots) AND (b.slots[j] + 1) * slot_ms + span_ms <= now_ms LOOP j := j + 1; END LOOP;
      b.slots := b.slots[j:];
      b.counts := b.counts[j:];
      j := cardinality(b.slots);
      IF j > 0 AND b.slots[j] = now_ms / slot_ms THEN
        b.counts[j] := b.counts[j] + 1;
      ELSE
        b.slots := b.slots || (now_ms / slot_ms);
        b.counts := b.counts || 1::bigint;
      END IF;
      IF p_caps[i] IS NOT NULL THEN
        SELECT coalesce(jsonb_object_agg(h.key, h.value), '{}') INTO b.holders FROM jsonb_each(b.holders) h WHERE h.value::bigint > now_ms;
        b.holders := b.holders || jsonb_build_object(p_holder, now_ms + p_hold_ms);
      END IF;
      UPDATE quota_buckets SET slots = b.slots, counts = b.counts, holders = b.holders, updated_at = now(),
             live_wanted_until_ms = CASE WHEN p_backfill THEN live_wanted_until_ms ELSE least(live_wanted_until_ms, now_ms + 250) END
       WHERE key = p_keys[i];
    END LOOP;
    RETURN 0;
  END $$`

/** Gives back the places under a concurrency cap. A process that died gives its own back by their expiry. */
const RELEASE = `
  CREATE FUNCTION release_quota(p_keys text[], p_holder text) RETURNS void
  LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    UPDATE quota_buckets SET holders = holders - p_holder WHERE key = ANY (p_keys) AND jsonb_exists(holders, p_holder)
  $$`

/** After a 429: pause for as long as the provider said, or 1, 2, 4 … 60 s; and half the quota per strike, each forgiven after a minute. */
const SLOW_DOWN = `
  CREATE FUNCTION slow_quota(p_keys text[], p_pause_ms bigint) RETURNS void
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
  DECLARE now_ms bigint := floor(extract(epoch FROM clock_timestamp()) * 1000);
  BEGIN
    INSERT INTO quota_buckets (key) SELECT DISTINCT k FROM unnest(p_keys) k ORDER BY k ON CONFLICT DO NOTHING;
    PERFORM 1 FROM quota_buckets WHERE key = ANY (p_keys) ORDER BY key FOR UPDATE;
    UPDATE quota_buckets b
       SET strikes = least(6, left_over.strikes + 1), struck_at_ms = now_ms, updated_at = now(),
           paused_until_ms = greatest(b.paused_until_ms, now_ms + coalesce(p_pause_ms, least(60000, 1000 * (2 ^ left_over.strikes)::bigint)))
      FROM (SELECT key, greatest(0, strikes - ((now_ms - struck_at_ms) / 60000)::integer) AS strikes FROM quota_buckets WHERE key = ANY (p_keys)) left_over
     WHERE b.key = left_over.key;
  END $$`
