import { readFileSync } from 'node:fs'
import { fieldsOf, numberOf, textOf } from './fields.ts'
import { BadSetting, type EmulatorAnswer, type EmulatorRequest, type EmulatorRoute, html, json, plain } from './message.ts'
import { type PageLocale, type PageTable, pageLocale, pageTexts, timeOfDay, writePage } from './page.ts'
import type { ProviderEmulator, World } from './provider.ts'

/** The running emulator as the admin API sees it. Each look gets the world after the latest reset. */
export interface AdminTarget {
  world(): World
  provider(): ProviderEmulator
  /** Starts over with this seed; addresses set through `POST /app` stay. */
  reset(seed: string | undefined): void
}

const PAGE_SCRIPT = readFileSync(new URL('page/page.js', import.meta.url), 'utf8')
const PAGE_STYLE = readFileSync(new URL('page/page.css', import.meta.url), 'utf8')
const PAGE_POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:"

/** The admin port: the levers of the fake, as JSON, and a page for people. */
export function adminRoutes(target: AdminTarget): EmulatorRoute[] {
  return [...leverRoutes(target), ...readRoutes(target), ...pageRoutes(target)]
}

function leverRoutes(target: AdminTarget): EmulatorRoute[] {
  const post = (path: string, act: (request: EmulatorRequest) => unknown): EmulatorRoute => ({
    method: 'POST',
    path,
    answer: async (request) => json(200, (await act(request)) ?? { ok: true }),
  })
  return [
    post('/reset', (request) => target.reset(textOf(fieldsOf(request.json)['seed']))),
    post('/clock', (request) => moveClock(target.world(), numberOf(fieldsOf(request.json)['advanceMs']))),
    post('/faults', (request) => ({ items: target.world().faults.add(request.json) })),
    post('/limits', (request) => target.provider().configureLimits(fieldsOf(request.json))),
    post('/app', (request) => target.provider().configureApp(fieldsOf(request.json))),
    post('/scenario/:name', (request) => playScenario(target.provider(), request)),
    {
      method: 'DELETE',
      path: '/faults',
      answer: async () => {
        target.world().faults.clear()
        await target.world().slowed.goOn()
        return json(200, { ok: true })
      },
    },
  ]
}

function readRoutes(target: AdminTarget): EmulatorRoute[] {
  const get = (path: string, read: (request: EmulatorRequest) => unknown): EmulatorRoute => ({
    method: 'GET',
    path,
    answer: (request) => json(200, read(request)),
  })
  return [
    get('/faults', () => ({ items: target.world().faults.list(), hits: target.world().faults.hits() })),
    get('/clock', () => ({ now: new Date(target.world().clock.now()).toISOString() })),
    get('/ledger', ({ query }) => ({
      items: target.world().ledger.list({ kind: query.get('kind') ?? undefined, key: query.get('key') ?? undefined }),
    })),
    get('/requests', () => ({ items: target.world().requests.list() })),
    get('/callbacks', () => ({ items: target.world().callbacks.attempts() })),
    get('/state', () => target.provider().state()),
    get('/announcement', () => target.provider().announcement()),
  ]
}

/** Attempts under way end first: the retry that one of them schedules belongs to the time that is skipped. */
async function moveClock(world: World, advanceMs: number | undefined): Promise<unknown> {
  if (advanceMs === undefined || advanceMs < 0) throw new BadSetting('advanceMs must be a number of milliseconds, 0 or more.')
  await world.callbacks.settle()
  await world.clock.advance(advanceMs)
  await world.callbacks.settle()
  return { now: new Date(world.clock.now()).toISOString() }
}

async function playScenario(provider: ProviderEmulator, request: EmulatorRequest): Promise<unknown> {
  const name = request.params['name'] ?? ''
  const scenario = Object.hasOwn(provider.scenarios, name) ? provider.scenarios[name] : undefined
  if (!scenario) throw new BadSetting(`There is no scenario ${name}; there are ${Object.keys(provider.scenarios).join(', ')}.`)
  return await scenario(fieldsOf(request.json))
}

function pageRoutes(target: AdminTarget): EmulatorRoute[] {
  const file = (path: string, type: string, text: string): EmulatorRoute => ({
    method: 'GET',
    path,
    answer: () => ({ status: 200, text, headers: { 'content-type': type, 'cache-control': 'no-cache' } }),
  })
  return [
    file('/page.js', 'text/javascript; charset=utf-8', PAGE_SCRIPT),
    file('/page.css', 'text/css; charset=utf-8', PAGE_STYLE),
    { method: 'GET', path: '/', answer: (request) => page(target, request) },
    { method: 'GET', path: '/page.json', answer: (request) => json(200, pageFeed(target, pageLocale(request.headers['accept-language']))) },
  ]
}

function page(target: AdminTarget, request: EmulatorRequest): EmulatorAnswer {
  const locale = pageLocale(request.headers['accept-language'])
  const text = writePage(locale, target.provider().page(locale))
  return html(200, text, { 'content-security-policy': PAGE_POLICY, vary: 'accept-language', 'x-content-type-options': 'nosniff' })
}

function pageFeed(target: AdminTarget, locale: PageLocale): unknown {
  const content = target.provider().page(locale)
  return { actions: content.actions, faults: content.faults, tables: [...content.tables, requestTable(target.world(), locale)] }
}

function requestTable(world: World, locale: PageLocale): PageTable {
  const texts = pageTexts(locale)
  const rows = world.requests
    .list()
    .slice(-15)
    .reverse()
    .map((entry) => [
      timeOfDay(entry.at, locale),
      `${entry.method} ${entry.path}`,
      `${entry.status ?? '—'}${entry.faults.length > 0 ? ` (${entry.faults.join(', ')})` : ''}`,
      `${entry.durationMs} ms`,
    ])
  return { title: texts.requests, emptyText: texts.noRequests, columns: texts.requestColumns, rows }
}

/** The admin port answers only its own page and programs: a web page elsewhere must not be able to press its buttons. */
export function refuseStranger(request: EmulatorRequest): EmulatorAnswer | null {
  const host = request.headers['host'] ?? ''
  const origin = request.headers['origin']
  const isLocalName = /^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/.test(host)
  if (isLocalName && (origin === undefined || origin === `http://${host}`)) return null
  return plain(403, 'The admin port answers this machine only.')
}
