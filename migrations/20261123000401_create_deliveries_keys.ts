import type { Knex } from 'knex'
import { ENGINE_ROLE, protectTable } from '../core/platform/tenancy.ts'

/**
 * Messages as received (by day, append-only) and the keys that make a second copy start nothing. A unique key cannot span
 * partitions, so the keys have a table of their own, swept when they expire.
 * Also the function that makes daily partitions ahead: only the owner may, so it runs as the owner.
 * Lock: new tables only.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    CREATE TABLE deliveries (
      day         date NOT NULL,
      tenant_id   uuid NOT NULL,
      id          text NOT NULL,
      received_at timestamptz NOT NULL,
      -- flow:<id> or <plugin>/<webhook>
      source      text NOT NULL,
      flow_id     text,
      verdict     text NOT NULL CHECK (verdict IN ('accepted', 'bad_signature', 'unmatched', 'quarantined')),
      dedupe_key  text,
      topic       text,
      method      text NOT NULL,
      query       text NOT NULL,
      -- JSON object; credentials and signatures are left out.
      headers     text NOT NULL,
      -- The body as it came: text when it is UTF-8 without NUL, else bytes.
      body        text,
      body_bytes  bytea,
      run_ids     text[] NOT NULL,
      PRIMARY KEY (tenant_id, day, id)
    ) PARTITION BY RANGE (day);

    CREATE TABLE delivery_keys (
      tenant_id   uuid NOT NULL,
      scope       text NOT NULL,
      key         text NOT NULL,
      delivery_id text NOT NULL,
      run_id      text,
      -- How often this message came, the first time included.
      copies      integer NOT NULL DEFAULT 1,
      expires_at  timestamptz NOT NULL,
      PRIMARY KEY (tenant_id, scope, key)
    ) WITH (fillfactor = 90);

    CREATE FUNCTION make_engine_partitions(first date, last date) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    DECLARE
      parent text;
      wanted date;
      name text;
    BEGIN
      PERFORM pg_advisory_xact_lock(hashtext('tomada partitions'));
      FOREACH parent IN ARRAY ARRAY['runs', 'journal', 'deliveries'] LOOP
        FOR wanted IN SELECT generate_series(first, last, interval '1 day')::date LOOP
          name := parent || '_' || to_char(wanted, 'YYYYMMDD');
          IF to_regclass(name) IS NULL THEN
            EXECUTE format('CREATE TABLE %I PARTITION OF %I FOR VALUES FROM (%L) TO (%L)', name, parent, wanted, wanted + 1);
            -- Nobody has a grant on a partition itself; this keeps it so should one be given by mistake.
            EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
            EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
          END IF;
        END LOOP;
      END LOOP;
    END $$;
    REVOKE ALL ON FUNCTION make_engine_partitions(date, date) FROM PUBLIC;
    GRANT EXECUTE ON FUNCTION make_engine_partitions(date, date) TO ${ENGINE_ROLE};
  `)
  // The net under a clock that jumped further than the days made ahead.
  for (const parent of ['runs', 'journal', 'deliveries']) {
    await knex.raw(`CREATE TABLE ${parent}_default PARTITION OF ${parent} DEFAULT`)
    await knex.raw(`ALTER TABLE ${parent}_default ENABLE ROW LEVEL SECURITY`)
    await knex.raw(`ALTER TABLE ${parent}_default FORCE ROW LEVEL SECURITY`)
  }
  await protectTable(knex, 'deliveries', { app: ['select'], engine: ['select', 'insert'] })
  await protectTable(knex, 'delivery_keys', { app: ['select'], engine: ['select', 'insert', 'update', 'delete'] })
}
