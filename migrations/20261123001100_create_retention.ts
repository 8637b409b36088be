import type { Knex } from 'knex'
import { APP_ROLE, ENGINE_ROLE } from '../core/platform/tenancy.ts'

/**
 * Retention: days of runs, journals and deliveries are dropped whole, which frees their disk at once. What open runs still need of
 * such a day is moved into the default partition by whoever calls these, in the same transaction. Only the owner may drop, so the
 * functions run as the owner; as that they see no rows. Blobs say when they were last stored, for their sweep.
 * Lock: short, on blobs (a column with a constant default).
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    ALTER TABLE blobs ADD COLUMN used_on date NOT NULL DEFAULT current_date;
    GRANT UPDATE (used_on) ON blobs TO ${APP_ROLE}, ${ENGINE_ROLE};
    GRANT DELETE ON blobs, runs, journal, deliveries TO ${ENGINE_ROLE};
    GRANT SELECT, DELETE ON run_resolutions TO ${ENGINE_ROLE};
    CREATE POLICY run_resolutions_engine ON run_resolutions TO ${ENGINE_ROLE} USING (true);

    -- The parents first: a writer holds its parent while it waits for a partition.
    CREATE FUNCTION lock_engine_day(wanted date) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    DECLARE
      parent text;
    BEGIN
      LOCK TABLE ONLY runs, ONLY journal, ONLY deliveries IN ACCESS EXCLUSIVE MODE;
      FOREACH parent IN ARRAY ARRAY['runs', 'journal', 'deliveries'] LOOP
        IF to_regclass(parent || '_' || to_char(wanted, 'YYYYMMDD')) IS NOT NULL THEN
          EXECUTE format('LOCK TABLE %I IN ACCESS EXCLUSIVE MODE', parent || '_' || to_char(wanted, 'YYYYMMDD'));
        END IF;
      END LOOP;
    END $$;

    CREATE FUNCTION drop_engine_day(wanted date) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    DECLARE
      parent text;
    BEGIN
      IF wanted >= (engine_clock() AT TIME ZONE 'UTC')::date - 1 THEN
        RAISE EXCEPTION 'the day % is not over', wanted;
      END IF;
      FOREACH parent IN ARRAY ARRAY['runs', 'journal', 'deliveries'] LOOP
        EXECUTE format('DROP TABLE IF EXISTS %I', parent || '_' || to_char(wanted, 'YYYYMMDD'));
      END LOOP;
    END $$;
    REVOKE ALL ON FUNCTION lock_engine_day(date), drop_engine_day(date) FROM PUBLIC;
    GRANT EXECUTE ON FUNCTION lock_engine_day(date), drop_engine_day(date) TO ${ENGINE_ROLE};
  `)
}
