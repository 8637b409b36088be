/**
 * SQL of the quota scheduler. A rule travels as `{k: key, q: quota, w: window ms, c: concurrency, tz: timezone of a day, s: shared
 * by workspaces}`; `q` null: no window. Nothing gives a row back: answers hold times and counts only.
 */

/**
 * A window's tokens are counts per slot of a four-hundredth of it. A slot says by when its tokens have reached the provider at
 * the latest; a window that starts after that does not hold them. So the count is exact on the safe side.
 */
export const SLOTS = [
  `CREATE FUNCTION quota_unit(p_window_ms bigint) RETURNS bigint LANGUAGE sql IMMUTABLE AS $$ SELECT greatest(1, p_window_ms / 400) $$`,

  // How much later than its start a token may arrive without anybody being told: 2 % of the window, 12 to 500 ms.
  `CREATE FUNCTION quota_margin(p_window_ms bigint) RETURNS bigint LANGUAGE sql IMMUTABLE AS $$ SELECT least(500, greatest(12, p_window_ms / 50)) $$`,

  `CREATE FUNCTION quota_put(INOUT slots bigint[], INOUT counts bigint[], p_slot bigint, p_n bigint) LANGUAGE plpgsql IMMUTABLE AS $$
   DECLARE j integer := cardinality(slots);
   BEGIN
     WHILE j > 0 AND slots[j] > p_slot LOOP j := j - 1; END LOOP;
     IF j > 0 AND slots[j] = p_slot THEN
       counts[j] := greatest(0, counts[j] + p_n);
     ELSIF p_n > 0 THEN
       slots := slots[:j] || p_slot || slots[j + 1:];
       counts := counts[:j] || p_n || counts[j + 1:];
     END IF;
   END $$`,

  // The first moment at which a window holds fewer than p_quota tokens; 0 when it does already.
  `CREATE FUNCTION quota_free_at(slots bigint[], counts bigint[], p_quota bigint, p_window_ms bigint, p_unit_ms bigint) RETURNS bigint
   LANGUAGE plpgsql IMMUTABLE AS $$
   DECLARE used bigint := 0; j integer;
   BEGIN
     FOR j IN REVERSE cardinality(slots) .. 1 LOOP
       used := used + counts[j];
       IF used >= p_quota THEN RETURN slots[j] * p_unit_ms + p_window_ms; END IF;
     END LOOP;
     RETURN 0;
   END $$`,

  /*
   * What a caller may count on: half per strike; and of what is so scarce that live calls would wait long for the next token,
   * backfills leave some: a tenth of a long window, one token where the next one is more than a second away.
   */
  `CREATE FUNCTION quota_strength(p_quota bigint, p_window_ms bigint, p_strikes integer, p_struck_ago_ms bigint, p_backfill boolean) RETURNS bigint
   LANGUAGE sql IMMUTABLE AS $$
     SELECT greatest(1, q - CASE WHEN NOT p_backfill THEN 0 WHEN p_window_ms > 3600000 THEN q / 10 WHEN q >= 20 AND p_window_ms / q >= 1000 THEN 1 ELSE 0 END)
       FROM (SELECT greatest(1, p_quota >> least(3, greatest(0, p_strikes - (p_struck_ago_ms / 60000)::integer))) AS q) AS struck
   $$`,

  `CREATE FUNCTION lock_quotas(p_keys text[]) RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
   DECLARE found integer;
   BEGIN
     PERFORM 1 FROM quota_buckets WHERE key = ANY (p_keys) ORDER BY key FOR UPDATE;
     GET DIAGNOSTICS found = ROW_COUNT;
     IF found < (SELECT count(DISTINCT k) FROM unnest(p_keys) k) THEN
       INSERT INTO quota_buckets (key) SELECT DISTINCT k FROM unnest(p_keys) k ORDER BY k ON CONFLICT DO NOTHING;
       PERFORM 1 FROM quota_buckets WHERE key = ANY (p_keys) ORDER BY key FOR UPDATE;
     END IF;
   END $$`,
]

/**
 * Takes up to `n` tokens of every rule. p_ask: `{b: backfill, t: tenant, n, h: [holder], hm: hold ms, x: how many more a process would
 * take ahead, moves: [[start, valid ms or null, arrived by or null]]}`; moves are settled first.
 * Answers `{now, starts: [ms], wait: ms until it is worth asking again, chunk, chunkMs, faulty}`.
 *
 * Starts lie up to a horizon ahead, so that asking takes nothing from the rate. Backfills are spaced evenly: the window is then
 * full of tokens that leave one by one, and a live call waits for one of them, not for a burst to end. A live call that must wait is
 * remembered, and backfills stand back. Where workspaces share, one that is ahead of another that waits stands back.
 */
export const TAKE = `
  CREATE FUNCTION take_quota(p_rules jsonb, p_ask jsonb) RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
  DECLARE
    ks text[]; qs bigint[]; ws bigint[]; cs integer[]; tzs text[]; ss boolean[]; n integer; i integer; j integer; one quota_buckets; b quota_buckets[];
    units bigint[]; margins bigint[]; strong bigint[]; paces double precision[]; midnights bigint[]; waits bigint[]; held integer[]; ahead double precision[];
    now_f double precision; now_ms bigint; horizon bigint := 250; at_ms bigint; rule_ms bigint; wait_ms bigint := 0; pace double precision := 5;
    backfill boolean := (p_ask->>'b')::boolean; tenant text := p_ask->>'t'; want integer := (p_ask->>'n')::integer; left_n integer; granted integer := 0;
    starts bigint[] := '{}'; others integer; base double precision; own double precision; room bigint; chunk bigint := 0; chunk_ms bigint := 1000; crowded boolean := false;
    faulty boolean := false; today date; move jsonb; came_ms bigint; gone_ms bigint;
  BEGIN
    SELECT array_agg(k ORDER BY o), array_agg(q ORDER BY o), array_agg(coalesce(w, 0) ORDER BY o), array_agg(c ORDER BY o), array_agg(tz ORDER BY o),
           array_agg(coalesce(s, false) ORDER BY o), count(*)
      INTO ks, qs, ws, cs, tzs, ss, n
      FROM ROWS FROM (jsonb_to_recordset(p_rules) AS (k text, q bigint, w bigint, c integer, tz text, s boolean)) WITH ORDINALITY AS r (k, q, w, c, tz, s, o);
    PERFORM lock_quotas(ks);
    now_f := extract(epoch FROM clock_timestamp()) * 1000;
    now_ms := ceil(now_f);
    left_n := want;

    FOR i IN 1 .. n LOOP
      SELECT * INTO one FROM quota_buckets WHERE key = ks[i];
      units[i] := quota_unit(ws[i]);
      margins[i] := quota_margin(ws[i]);
      waits[i] := 0;
      -- Another window than before, or a clock that was set back: what is stored means nothing any more.
      IF one.unit_ms <> units[i] OR one.last_start_ms > now_ms + 600000 THEN
        one.slots := '{}'; one.counts := '{}'; one.unit_ms := units[i]; one.last_start_ms := 0; one.paced_to_ms := 0;
      END IF;
      FOR move IN SELECT * FROM jsonb_array_elements(coalesce(p_ask->'moves', '[]')) LOOP
        came_ms := (move->>0)::bigint + coalesce((move->>1)::bigint, margins[i]);
        gone_ms := greatest(came_ms, (move->>2)::bigint);
        SELECT * INTO one.slots, one.counts FROM quota_put(one.slots, one.counts, ceil(came_ms::numeric / units[i])::bigint, -1);
        IF (move->>2) IS NOT NULL THEN
          SELECT * INTO one.slots, one.counts FROM quota_put(one.slots, one.counts, ceil(gone_ms::numeric / units[i])::bigint, 1);
        ELSE one.day_count := greatest(0, one.day_count - 1); END IF;
      END LOOP;
      j := 1;
      WHILE j <= cardinality(one.slots) AND one.slots[j] * units[i] + ws[i] <= now_ms LOOP j := j + 1; END LOOP;
      IF j > 1 THEN one.slots := one.slots[j:]; one.counts := one.counts[j:]; END IF;
      IF tzs[i] IS NOT NULL THEN
        today := (clock_timestamp() AT TIME ZONE tzs[i])::date;
        IF one.day IS DISTINCT FROM today THEN one.day := today; one.day_count := 0; END IF;
        midnights[i] := extract(epoch FROM ((today + 1)::timestamp AT TIME ZONE tzs[i])) * 1000 + 1000;
      END IF;
      IF cs[i] IS NOT NULL THEN
        SELECT coalesce(jsonb_object_agg(h.key, h.value), '{}'), count(*) INTO one.holders, others FROM jsonb_each(one.holders) h WHERE h.value::bigint > now_ms;
        held[i] := others;
      END IF;
      strong[i] := quota_strength(qs[i], CASE WHEN tzs[i] IS NULL THEN ws[i] ELSE 86400000 END, one.strikes, now_ms - one.struck_at_ms, backfill);
      -- Only windows of up to an hour are filled evenly: evenly over a day would be a fraction of what the second allows.
      paces[i] := CASE WHEN qs[i] IS NULL OR tzs[i] IS NOT NULL OR ws[i] > 3600000 THEN 0 ELSE (ws[i] + margins[i])::double precision / strong[i] END;
      IF qs[i] IS NOT NULL AND tzs[i] IS NULL THEN horizon := least(horizon, ws[i] / 4); END IF;
      pace := greatest(pace, paces[i]);
      faulty := faulty OR one.faults > 0;

      IF backfill AND one.live_wanted_until_ms > now_ms THEN
        left_n := 0; wait_ms := greatest(wait_ms, least(one.live_wanted_until_ms - now_ms, 100));
      END IF;
      IF ss[i] THEN
        SELECT coalesce(jsonb_object_agg(e.key, e.value), '{}') INTO one.shares FROM jsonb_each(one.shares) e WHERE (e.value->>1)::bigint > now_ms - 2000;
        SELECT count(*), min((e.value->>0)::double precision) INTO others, base
          FROM jsonb_each(one.shares) e WHERE e.key <> tenant AND (e.value->>1)::bigint > now_ms AND (backfill OR (e.value->>2)::boolean);
        crowded := crowded OR others > 0;
        -- Who comes new, or comes back, stands where the others stand: time that was not used is not saved up.
        own := greatest((one.shares->tenant->>0)::double precision,
          coalesce(base, (SELECT max((e.value->>0)::double precision) FROM jsonb_each(one.shares) e), 1) - 1);
        ahead[i] := own;
        IF others > 0 AND left_n > 0 THEN
          left_n := least(left_n, floor(base + 1 + horizon / greatest(1, paces[i]) / (others + 1) - own)::integer);
          IF left_n <= 0 THEN left_n := 0; waits[i] := least(100, greatest(5, paces[i]::bigint)); wait_ms := greatest(wait_ms, waits[i]); END IF;
        END IF;
      END IF;
      b[i] := one;
    END LOOP;

    WHILE granted < left_n LOOP
      at_ms := now_ms;
      FOR i IN 1 .. n LOOP
        rule_ms := greatest(b[i].paused_until_ms, b[i].last_start_ms);
        IF tzs[i] IS NOT NULL THEN
          IF b[i].day_count >= strong[i] THEN rule_ms := greatest(rule_ms, midnights[i]); END IF;
        ELSIF qs[i] IS NOT NULL THEN
          rule_ms := greatest(rule_ms, quota_free_at(b[i].slots, b[i].counts, strong[i], ws[i], units[i]));
          IF backfill AND paces[i] > 0 THEN rule_ms := greatest(rule_ms, ceil(b[i].paced_to_ms)::bigint); END IF;
        END IF;
        IF cs[i] IS NOT NULL AND held[i] >= cs[i] THEN rule_ms := greatest(rule_ms, now_ms + horizon + 50); END IF;
        IF rule_ms > now_ms + horizon THEN waits[i] := rule_ms - now_ms; END IF;
        at_ms := greatest(at_ms, rule_ms);
      END LOOP;
      IF at_ms > now_ms + horizon THEN
        wait_ms := greatest(wait_ms, 5, at_ms - now_ms - horizon * 6 / 10);
        EXIT;
      END IF;
      granted := granted + 1;
      starts := starts || at_ms;
      FOR i IN 1 .. n LOOP
        one := b[i];
        IF tzs[i] IS NOT NULL THEN one.day_count := one.day_count + 1;
        ELSIF qs[i] IS NOT NULL THEN
          SELECT * INTO one.slots, one.counts FROM quota_put(one.slots, one.counts, ceil((at_ms + margins[i])::numeric / units[i])::bigint, 1);
        END IF;
        one.last_start_ms := at_ms;
        -- Live calls do not wait for the pace but count in it: else both together fill the window long before its first token leaves.
        IF paces[i] > 0 THEN one.paced_to_ms := greatest(at_ms, one.paced_to_ms) + paces[i]; END IF;
        IF cs[i] IS NOT NULL THEN
          one.holders := one.holders || jsonb_build_object(p_ask->'h'->>(granted - 1), now_ms + (p_ask->>'hm')::bigint);
          held[i] := held[i] + 1;
        END IF;
        b[i] := one;
      END LOOP;
    END LOOP;

    -- Roomy: a process may take some tokens ahead and ask no more for a moment.
    IF NOT backfill AND granted = want AND NOT crowded AND coalesce((p_ask->>'x')::integer, 0) > 0 AND starts[granted] = now_ms THEN
      chunk := (p_ask->>'x')::bigint;
      FOR i IN 1 .. n LOOP
        room := CASE WHEN cs[i] IS NOT NULL THEN 0 WHEN qs[i] IS NULL THEN chunk WHEN tzs[i] IS NOT NULL THEN (strong[i] - b[i].day_count) / 100
          ELSE (strong[i] / 2 - coalesce((SELECT sum(c) FROM unnest(b[i].counts) c), 0)) / 4 END;
        chunk := greatest(0, least(chunk, room));
        IF qs[i] IS NOT NULL AND tzs[i] IS NULL THEN chunk_ms := least(chunk_ms, ws[i] / 10); END IF;
      END LOOP;
    END IF;

    FOR i IN 1 .. n LOOP
      one := b[i];
      IF chunk > 0 AND tzs[i] IS NOT NULL THEN one.day_count := one.day_count + chunk;
      ELSIF chunk > 0 AND qs[i] IS NOT NULL THEN
        SELECT * INTO one.slots, one.counts FROM quota_put(one.slots, one.counts, ceil((now_ms + chunk_ms)::numeric / units[i])::bigint, chunk);
      END IF;
      -- Only where this rule is what makes the caller wait: else one slow account would hold back all others.
      IF waits[i] > 0 AND granted < want THEN
        IF NOT backfill THEN one.live_wanted_until_ms := greatest(one.live_wanted_until_ms, now_ms + wait_ms + 150); END IF;
        IF ss[i] THEN one.shares := one.shares || jsonb_build_object(tenant, jsonb_build_array(ahead[i] + granted, now_ms + wait_ms + 300, NOT backfill)); END IF;
      ELSE
        IF NOT backfill AND granted > 0 THEN one.live_wanted_until_ms := least(one.live_wanted_until_ms, now_ms + 100); END IF;
        IF ss[i] THEN one.shares := one.shares || jsonb_build_object(tenant, jsonb_build_array(ahead[i] + granted, now_ms, NOT backfill)); END IF;
      END IF;
      UPDATE quota_buckets SET slots = one.slots, counts = one.counts, holders = one.holders, unit_ms = one.unit_ms, last_start_ms = one.last_start_ms,
             paced_to_ms = one.paced_to_ms, shares = one.shares, day = one.day, day_count = one.day_count,
             live_wanted_until_ms = one.live_wanted_until_ms, updated_at = now()
       WHERE key = ks[i];
    END LOOP;
    RETURN jsonb_build_object('now', now_f, 'starts', to_jsonb(starts), 'wait', CASE WHEN granted = want THEN 0 ELSE wait_ms END, 'chunk', chunk, 'chunkMs', chunk_ms, 'faulty', faulty);
  END $$`

/** Says of tokens that were taken when they reached the provider, or that they were not used: the same moves as in an ask. */
export const SETTLE = `
  CREATE FUNCTION settle_quota(p_rules jsonb, p_moves jsonb) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
  DECLARE rule record; move jsonb; one quota_buckets; unit bigint; came_ms bigint;
  BEGIN
    PERFORM lock_quotas(ARRAY(SELECT k FROM jsonb_to_recordset(p_rules) AS r (k text)));
    FOR rule IN SELECT k, coalesce(w, 0) AS w FROM jsonb_to_recordset(p_rules) AS r (k text, w bigint) LOOP
      SELECT * INTO one FROM quota_buckets WHERE key = rule.k;
      unit := quota_unit(rule.w);
      FOR move IN SELECT * FROM jsonb_array_elements(p_moves) LOOP
        came_ms := (move->>0)::bigint + coalesce((move->>1)::bigint, quota_margin(rule.w));
        SELECT * INTO one.slots, one.counts FROM quota_put(one.slots, one.counts, ceil(came_ms::numeric / unit)::bigint, -1);
        IF (move->>2) IS NOT NULL THEN
          SELECT * INTO one.slots, one.counts FROM quota_put(one.slots, one.counts, ceil(greatest(came_ms, (move->>2)::bigint)::numeric / unit)::bigint, 1);
        ELSE one.day_count := greatest(0, one.day_count - 1); END IF;
      END LOOP;
      UPDATE quota_buckets SET slots = one.slots, counts = one.counts, day_count = one.day_count WHERE key = rule.k;
    END LOOP;
  END $$`

/**
 * What stands between a backfill and its calls, for an honest estimate: per rule `{k, delay: ms until the next token, pace: ms per token,
 * others: workspaces that wait for it, dayLeft, midnight: ms until the next day}`. Changes nothing.
 */
export const OUTLOOK = `
  CREATE FUNCTION quota_outlook(p_rules jsonb, p_tenant text) RETURNS jsonb LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
  DECLARE rule record; one quota_buckets; found jsonb := '[]'; now_ms bigint := ceil(extract(epoch FROM clock_timestamp()) * 1000); strong bigint; next_ms bigint; today date;
  BEGIN
    FOR rule IN SELECT k, q, coalesce(w, 0) AS w, tz FROM jsonb_to_recordset(p_rules) AS r (k text, q bigint, w bigint, tz text) LOOP
      SELECT * INTO one FROM quota_buckets WHERE key = rule.k;
      strong := quota_strength(rule.q, CASE WHEN rule.tz IS NULL THEN rule.w ELSE 86400000 END, coalesce(one.strikes, 0), now_ms - coalesce(one.struck_at_ms, 0), true);
      next_ms := coalesce(one.paused_until_ms, 0);
      IF rule.tz IS NULL AND rule.q IS NOT NULL AND one.unit_ms = quota_unit(rule.w) THEN
        next_ms := greatest(next_ms, quota_free_at(one.slots, one.counts, strong, rule.w, one.unit_ms), ceil(one.paced_to_ms)::bigint);
      END IF;
      IF rule.tz IS NOT NULL THEN today := (clock_timestamp() AT TIME ZONE rule.tz)::date; END IF;
      found := found || jsonb_build_object('k', rule.k, 'quota', strong, 'delay', greatest(0, next_ms - now_ms),
        'pace', CASE WHEN rule.q IS NULL OR rule.tz IS NOT NULL THEN 0 ELSE (rule.w + quota_margin(rule.w))::double precision / strong END,
        'others', (SELECT count(*) FROM jsonb_each(coalesce(one.shares, '{}')) e WHERE e.key <> p_tenant AND (e.value->>1)::bigint > now_ms - 1000),
        'dayLeft', CASE WHEN rule.tz IS NULL THEN NULL WHEN one.day = today THEN greatest(0, strong - one.day_count) ELSE strong END,
        'midnight', CASE WHEN rule.tz IS NULL THEN NULL ELSE extract(epoch FROM ((today + 1)::timestamp AT TIME ZONE rule.tz)) * 1000 - now_ms END);
    END LOOP;
    RETURN found;
  END $$`
