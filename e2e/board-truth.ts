import type pg from 'pg'
import type { Page } from 'playwright-core'

/** The boards' tiles as a person reads them, and the same figures by plain SQL over what is stored. */

/** Rows of text, as they stand in a table. */
export type Tiles = Record<string, string[][]>

const ZONE = `AT TIME ZONE 'America/Sao_Paulo'`
const DAYS = `days AS (
  SELECT generate_series((now() ${ZONE})::date - 6, (now() ${ZONE})::date, '1 day')::date AS day
)`
const DAY = `to_char(days.day, 'DD/MM/YYYY')`
const KEPT_WITHIN = 0.025
const SHOWN_WITHIN_MS = 50
const HOUR_S = 3600

/** Every tile of the board that is open, as a table. */
export async function readTiles(page: Page): Promise<Tiles> {
  await page.getByTestId('chart-tile').first().waitFor()
  const tiles: Tiles = {}
  for (const tile of await page.getByTestId('chart-tile').all()) {
    const toggle = tile.getByTestId('chart-table')
    if ((await toggle.count()) > 0) await toggle.click()
    const rows = await tile.locator('tbody tr').all()
    const name = await tile.getAttribute('data-file')
    tiles[String(name)] = await Promise.all(rows.map((row) => row.locator('th, td').allTextContents()))
  }
  return tiles
}

/**
 * Runs, messages and a page of a sync at 23:30 and at 00:30 of the shop's clock, around last midnight. `flows` are the ids of
 * two; `connection` is of the plugin.
 */
export async function fillMidnight(truth: pg.Client, of: { flows: string[]; connection: string; plugin: string }): Promise<void> {
  const { rows } = await truth.query(
    `SELECT tenant_id AS tenant, ((now() ${ZONE})::date ${ZONE}) - interval '30 minutes' AS before,
       ((now() ${ZONE})::date ${ZONE}) + interval '30 minutes' AS after
     FROM connections WHERE id = $1`,
    [of.connection],
  )
  const { tenant, before, after } = rows[0]
  for (const [index, at] of [before, after].entries()) {
    const day = at.toISOString().slice(0, 10)
    await truth.query('SELECT make_engine_partitions($1, $1)', [day])
    for (const [each, status] of ['succeeded', 'failed', 'succeeded', 'cancelled'].slice(index).entries())
      await truth.query(
        `INSERT INTO runs (day, tenant_id, id, flow_id, version, status, trigger, root_run_id, started_at, ended_at)
         VALUES ($1, $2, $3, $4, 1, $5, 'manual', $3, $6, $6::timestamptz + make_interval(secs => $7))`,
        [day, tenant, `run_midnight${index}${each}`, of.flows[each % 2], status, at, 3 + 4 * each + 7 * index],
      )
    for (const verdict of ['accepted', 'bad_signature'].slice(index))
      await truth.query(
        `INSERT INTO deliveries (day, tenant_id, id, received_at, source, verdict, method, query, headers, body, run_ids)
         VALUES ($1, $2, $3, $4, $5, $6, 'POST', '', '{}', '{}', '{}')`,
        [day, tenant, `dlv_midnight${index}${verdict}`, at, `${of.plugin}/events`, verdict],
      )
    await truth.query(
      `INSERT INTO sync_page_log (tenant_id, id, connection_id, plugin, resource, kind, origin, at, read, failed, calls, keys, changes)
       VALUES ($1, $2, $3, $4, 'orders', 'page', 'incremental', $5, $6, 1, 2, '{}', '')`,
      [tenant, `syl_midnight${index}`, of.connection, of.plugin, at, 30 + index],
    )
  }
}

/** Of runs, from the runs themselves; times as the parts of the table that must be near them. */
export async function runTruth(truth: pg.Client): Promise<Tiles> {
  const outcomes = ['succeeded', 'failed', 'cancelled'].map((status) => `count(*) FILTER (WHERE status = '${status}')::text`).join(', ')
  const ms = (share: number) =>
    `(extract(epoch FROM percentile_disc(${share}) WITHIN GROUP (ORDER BY ended_at - started_at)) * 1000)::float8::text`
  const byDay = (columns: string) =>
    read(
      truth,
      `WITH ${DAYS} SELECT ${DAY}, ${columns} FROM days LEFT JOIN runs ON (started_at ${ZONE})::date = days.day GROUP BY days.day ORDER BY days.day`,
    )
  return {
    'execucoes-por-dia': await byDay(outcomes),
    'duracao-por-dia': await byDay(`coalesce(${ms(0.5)}, '–'), coalesce(${ms(0.95)}, '–')`),
    'execucoes-por-fluxo': await read(
      truth,
      `WITH ${DAYS} SELECT flows.name, ${outcomes}, ${ms(0.95)} FROM runs JOIN flows ON flows.id = runs.flow_id
       WHERE (started_at ${ZONE})::date >= (SELECT min(day) FROM days) GROUP BY flows.name ORDER BY count(*) DESC`,
    ),
  }
}

/** Of messages and syncs; `names` says what a connector is called. */
export async function integrationTruth(truth: pg.Client, names: ReadonlyMap<string, string>): Promise<Tiles> {
  const lines = await read(
    truth,
    `WITH ${DAYS}, events AS (
       SELECT (received_at ${ZONE})::date AS day, split_part(source, '/', 1) AS plugin, 1 AS received,
         (verdict <> 'accepted')::int AS refused, 0 AS calls, 0 AS read, 0 AS failed
       FROM deliveries WHERE method <> '' AND source NOT LIKE 'flow:%'
       UNION ALL SELECT (at ${ZONE})::date, plugin, 0, 0, calls, read, failed + (kind = 'error')::int FROM sync_page_log
     )
     SELECT ${DAY}, plugin, sum(received)::text, sum(refused)::text, sum(calls)::text, sum(read)::text, sum(failed)::text
     FROM days JOIN events ON events.day = days.day GROUP BY days.day, plugin ORDER BY days.day DESC, plugin DESC`,
  )
  const days = (await read(truth, `WITH ${DAYS} SELECT ${DAY} FROM days ORDER BY days.day`)).map(([day]) => day)
  const pivot = (column: number) => {
    const seen = lines.toReversed().filter((line) => line[column] !== '0')
    const plugins = [...new Set(lines.toReversed().map(([, plugin]) => plugin))].filter((plugin) => seen.some((line) => line[1] === plugin))
    return days.map((day) => [
      String(day),
      ...plugins.map((plugin) => seen.find((line) => line[0] === day && line[1] === plugin)?.[column] ?? '0'),
    ])
  }
  return {
    'mensagens-por-dia': pivot(2),
    'registros-lidos-por-dia': pivot(5),
    'integracoes-por-dia': lines.map(([day = '', plugin = '', ...figures]) => [day, names.get(plugin) ?? plugin, ...figures]),
  }
}

/** Of the days' orders, from the providers' records as they came: their amounts apart by the currency that each names. */
export async function salesTruth(truth: pg.Client): Promise<Tiles> {
  const orders = await tableOf(truth, 'orders')
  const byDay = (column: string, currency?: string) =>
    read(
      truth,
      `WITH ${DAYS} SELECT ${DAY}, ${column} FROM days
       LEFT JOIN ${orders} r ON ((r.data ->> 'date_created')::timestamptz ${ZONE})::date = days.day AND r.deleted_at IS NULL
         ${currency === undefined ? '' : `AND r.data ->> 'currency_id' = '${currency}'`}
       GROUP BY days.day ORDER BY days.day`,
    )
  const amounts = async (currency: string) => {
    const money = new Intl.NumberFormat('pt-BR', { style: 'currency', currency })
    const days = await byDay(`coalesce(sum((r.data ->> 'total_amount')::numeric), 0)::text`, currency)
    return days.map(([day = '', amount]) => [day, money.format(Number(amount))])
  }
  return {
    'mercado-livre-orders-por-dia': await byDay('count(r.key)::text'),
    'mercado-livre-orders-valor-por-dia': await amounts('BRL'),
    'mercado-livre-orders-valor-por-dia-USD': await amounts('USD'),
  }
}

/** Orders, amount and average of each currency as the board's figures write them, in one line after the other. */
export async function salesFigures(truth: pg.Client): Promise<string[]> {
  const lines = await read(
    truth,
    `WITH ${DAYS} SELECT r.data ->> 'currency_id', count(*)::text, sum((r.data ->> 'total_amount')::numeric)::text
     FROM ${await tableOf(truth, 'orders')} r WHERE r.deleted_at IS NULL
       AND ((r.data ->> 'date_created')::timestamptz ${ZONE})::date BETWEEN (SELECT min(day) FROM days) AND (SELECT max(day) FROM days)
     GROUP BY 1 ORDER BY count(*) DESC`,
  )
  return lines.flatMap(([currency = '', count = '', total = '']) => {
    const money = new Intl.NumberFormat('pt-BR', { style: 'currency', currency })
    return [decimal(Number(count), 0), money.format(Number(total)), money.format(Number(total) / Number(count))]
  })
}

/** How many orders and questions came in the half hour before, and in that after, the shop's last midnight. */
export async function cameAroundMidnight(truth: pg.Client): Promise<string[][]> {
  const counts = ['orders', 'questions'].map(async (resource) => {
    const part = (from: string, to: string) =>
      `count(*) FILTER (WHERE at >= midnight + interval '${from} minutes' AND at < midnight + interval '${to} minutes')::text`
    const [row = []] = await read(
      truth,
      `SELECT ${part('-30', '0')}, ${part('0', '30')} FROM (
         SELECT (data ->> 'date_created')::timestamptz AS at, (now() ${ZONE})::date::timestamp ${ZONE} AS midnight
         FROM ${await tableOf(truth, resource)}
       ) came`,
    )
    return row
  })
  return Promise.all(counts)
}

/** Of questions; the target is one hour. */
export async function answerTruth(truth: pg.Client): Promise<Tiles> {
  const asked = `${DAYS}, questions AS (
    SELECT key, data ->> 'text' AS title, data ->> 'item_id' AS item, (data ->> 'date_created')::timestamptz AS asked,
      (data #>> '{answer,date_created}')::timestamptz AS answered, data ->> 'status' = 'UNANSWERED' AS open,
      extract(epoch FROM coalesce((data #>> '{answer,date_created}')::timestamptz, now()) - (data ->> 'date_created')::timestamptz) AS took
    FROM ${await tableOf(truth, 'questions')} WHERE deleted_at IS NULL
  ), shown AS (
    SELECT *, (asked ${ZONE})::date AS day, took > ${HOUR_S} AND (answered IS NOT NULL OR open) AS broken FROM questions
    WHERE (asked ${ZONE})::date >= (SELECT min(day) FROM days)
  )`
  const count = (condition: string) => `count(*) FILTER (WHERE ${condition})::text`
  const byDay = (columns: string) =>
    read(
      truth,
      `WITH ${asked} SELECT ${DAY}, ${columns} FROM days LEFT JOIN shown ON shown.day = days.day GROUP BY days.day ORDER BY days.day`,
    )
  const waits = 'answered IS NULL AND open'
  const groups = await read(
    truth,
    `WITH ${asked} SELECT item, ${count('broken')}, count(*)::text, max(took) FILTER (WHERE broken)::text FROM shown
     GROUP BY item HAVING count(*) FILTER (WHERE broken) > 0 ORDER BY count(*) FILTER (WHERE broken) DESC, max(took) FILTER (WHERE broken) DESC, item LIMIT 10`,
  )
  const slowest = await read(
    truth,
    `WITH ${asked} SELECT title, took::text AS told, coalesce(to_char(answered ${ZONE}, 'DD/MM/YYYY HH24:MI:SS'), 'Ainda sem resposta') FROM shown
     WHERE broken ORDER BY answered IS NULL DESC, took DESC, key LIMIT 10`,
  )
  const medians = await byDay(`(percentile_cont(0.5) WITHIN GROUP (ORDER BY took) FILTER (WHERE answered IS NOT NULL))::text`)
  const long = (seconds: string | null | undefined) => (seconds === undefined || seconds === null ? '–' : durationText(Number(seconds)))
  return {
    'mercado-livre-questions-por-dia': await byDay(
      [
        count(`answered IS NOT NULL AND took <= ${HOUR_S}`),
        count(`${waits} AND took <= ${HOUR_S}`),
        count(`answered IS NOT NULL AND took > ${HOUR_S}`),
        count(`${waits} AND took > ${HOUR_S}`),
      ].join(', '),
    ),
    'mercado-livre-questions-tempo-por-dia': medians.map(([day = '', seconds]) => [day, long(seconds)]),
    'mercado-livre-questions-com-mais-atrasos': groups.map(([item = '', breaches = '', all = '', took]) => [
      item,
      breaches,
      all,
      long(took),
    ]),
    'mercado-livre-questions-piores-casos': slowest.map(([title = '', took, answered = '']) => [title, long(took), answered]),
  }
}

/** Items of which at most so many are left, with the units in the orders of 30 days as they came; `words` says what a status is called. */
export async function stockTruth(truth: pg.Client, max: number, words: ReadonlyMap<string, string>): Promise<Tiles> {
  const items = await read(
    truth,
    `WITH lines AS (
       SELECT line #>> '{item,id}' AS item, (line ->> 'quantity')::numeric AS quantity
       FROM ${await tableOf(truth, 'orders')} o, jsonb_array_elements(o.data -> 'order_items') line
       WHERE o.deleted_at IS NULL AND o.data ->> 'status' <> 'cancelled' AND (o.data ->> 'date_created')::timestamptz >= now() - interval '30 days'
     )
     SELECT i.data ->> 'title', coalesce(i.data ->> 'seller_sku', ''), i.data ->> 'status', i.data ->> 'available_quantity',
       coalesce((SELECT sum(quantity) FROM lines WHERE lines.item = i.key), 0)::text
     FROM ${await tableOf(truth, 'items')} i WHERE i.deleted_at IS NULL AND (i.data ->> 'available_quantity')::int <= $1`,
    [max],
  )
  const rows = items.map(([title = '', sku = '', status = '', left = '', sold = '']) => {
    const cover = Number(sold) === 0 ? '–' : decimal((Number(left) * 30) / Number(sold), 1)
    return [title, sku, words.get(status) ?? status, left, sold, cover]
  })
  return { 'mercado-livre-items-estoque-baixo': rows }
}

/** The rows that are told, with the exact time wherever a time is as near to it as runs are kept: within 2.5 %. */
export function withTimes(told: readonly string[][], truth: readonly string[][]): string[][] {
  return told.map((cells, row) => cells.map((cell, column) => (isNear(cell, truth[row]?.[column]) ? String(truth[row]?.[column]) : cell)))
}

function isNear(cell: string, ms: string | undefined): boolean {
  const seconds = /^([\d,]+) s$/.exec(cell)?.[1]?.replace(',', '.')
  return seconds !== undefined && Math.abs(Number(seconds) * 1000 - Number(ms)) <= Number(ms) * KEPT_WITHIN + SHOWN_WITHIN_MS
}

async function read(truth: pg.Client, text: string, values: unknown[] = []): Promise<string[][]> {
  return (await truth.query({ text, values, rowMode: 'array' })).rows
}

async function tableOf(truth: pg.Client, resource: string): Promise<string> {
  const [[table] = []] = await read(truth, `SELECT tablename::text FROM pg_tables WHERE tablename ~ $1`, [
    `^records_mercado_livre_${resource}_[^_]+$`,
  ])
  return String(table)
}

function decimal(value: number, digits: number): string {
  return new Intl.NumberFormat('pt-BR', { minimumFractionDigits: digits, maximumFractionDigits: digits }).format(value)
}

/** As the product writes it: 42 s, 3 min 5 s, 6 h 30 min, 2 d. */
function durationText(seconds: number): string {
  if (seconds < 60) return `${new Intl.NumberFormat('pt-BR', { maximumFractionDigits: 1 }).format(seconds)} s`
  const [per, large, small, amount] =
    Math.round(seconds) < HOUR_S
      ? [60, 'min', 's', Math.round(seconds)]
      : Math.round(seconds / 60) < 1440
        ? [60, 'h', 'min', Math.round(seconds / 60)]
        : [24, 'd', 'h', Math.round(seconds / HOUR_S)]
  return `${Math.floor(amount / per)} ${large}${amount % per === 0 ? '' : ` ${amount % per} ${small}`}`
}
