import type { TestDatabase } from './database.ts'

/**
 * From now on this database gives `version` (such as `150012`) wherever somebody asks for its `server_version_num`, for every new
 * connection; null: the truth again. The server, the connection and the question are real, only the answer is not: a second
 * PostgreSQL to install would be the price of a real one.
 */
export async function pretendVersion({ truth, url }: TestDatabase, version: string | null): Promise<void> {
  const name = new URL(url).pathname.slice(1)
  if (version === null) {
    await truth.query(`ALTER DATABASE ${name} RESET search_path; DROP SCHEMA old_server CASCADE`)
    return
  }
  await truth.query(`
    CREATE SCHEMA IF NOT EXISTS old_server;
    GRANT USAGE ON SCHEMA old_server TO PUBLIC;
    CREATE OR REPLACE FUNCTION old_server.current_setting(setting text) RETURNS text LANGUAGE sql STABLE AS $$
      SELECT CASE setting WHEN 'server_version_num' THEN '${version}' ELSE pg_catalog.current_setting(setting) END
    $$;
    ALTER DATABASE ${name} SET search_path = old_server, pg_catalog, public`)
}
