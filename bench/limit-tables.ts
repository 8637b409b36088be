import pg from 'pg'

/** Appended to only, with the keys a real run and a real step would have. */
export async function createLimitTables(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  await client.query(`
    CREATE TABLE bench_runs (id text PRIMARY KEY, status text NOT NULL, input text NOT NULL, output text NOT NULL, at timestamptz NOT NULL DEFAULT now());
    CREATE TABLE bench_steps (run_id text NOT NULL, name text NOT NULL, output text NOT NULL, at timestamptz NOT NULL DEFAULT now(), PRIMARY KEY (run_id, name));
  `)
  await client.end()
}
