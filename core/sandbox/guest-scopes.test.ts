import { expect, test } from 'vitest'
import type { Json, Step } from '../../sdk/flow/definition.ts'
import { drive } from './testing/drive.ts'
import { code, compile, flowOf, map, requestOf, runCode, useSandbox } from './testing/guests.ts'

const sandbox = useSandbox({ cpuMs: 1500, graceMs: 500 })

const HOSTILE: Json = JSON.parse(
  '{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},"hasOwnProperty":1,"toString":2,"{{ 1 + 1 }}":"{{ trigger }}"}',
)

function loopOver(items: Json, inner: Step, more: Partial<Extract<Step, { kind: 'forEach' }>> = {}): Record<string, Step> {
  return {
    s1: { kind: 'forEach', name: 'loop', items, atOnce: 1, collect: 'steps.inner', ...more },
    s2: { ...inner, parent: { container: 's1', lane: 'each' } },
    s3: map('{{ steps.loop }}', 'after'),
  }
}

test('C29 an item with keys such as __proto__ is data like any other, in every scope', async () => {
  const seen = await drive(
    sandbox(),
    flowOf(loopOver('{{ trigger }}', map(['{{ item }}', '{{ previous }}', '{{ steps.loop.item }}'], 'inner'))),
    [HOSTILE, HOSTILE],
  )
  const results = Object(seen.state.steps['s3']?.output).results
  expect(JSON.stringify(results[0])).toBe(JSON.stringify([HOSTILE, null, HOSTILE]))
  expect(JSON.stringify(results[1])).toBe(JSON.stringify([HOSTILE, [HOSTILE, null, HOSTILE], HOSTILE]))
  expect(Object({}).polluted).toBeUndefined()
  const probe = code('return [item.polluted, ({}).polluted, Object.keys(item).length].map((x) => x ?? null)', { name: 'inner' })
  const inCode = await drive(sandbox(), flowOf(loopOver('{{ trigger }}', probe)), [HOSTILE])
  expect(Object(inCode.state.steps['s3']?.output).results).toEqual([[null, null, 5]])
})

test('C29 filters, groups and figures keep such keys too, and an inherited one is not found', async () => {
  const driven = await drive(
    sandbox(),
    flowOf({
      s1: { kind: 'filter', name: 'f', items: '{{ trigger }}', condition: 'item.__proto__.polluted === 1' },
      s2: {
        kind: 'aggregate',
        name: 'g',
        items: '{{ trigger }}',
        groupBy: 'item["toString"]',
        figures: [{ name: '__proto__', figure: 'count' }],
      },
      s3: { ...map('{{ trigger[0].valueOf }}', 'inherited'), onError: 'continue' },
    }),
    [HOSTILE],
  )
  expect(JSON.stringify(driven.state.steps['s1']?.output)).toBe(JSON.stringify({ kept: [HOSTILE], dropped: [] }))
  expect(JSON.stringify(driven.state.steps['s2']?.output)).toBe('[{"key":2,"__proto__":1}]')
  expect(driven.state.steps['s3']?.error?.message).toBe('trigger[0].valueOf does not exist')
})

test('C12 an item that holds braces stays data', async () => {
  const driven = await drive(sandbox(), flowOf(loopOver('{{ trigger }}', map('a {{ item }}', 'inner'))), ['{{ 1 + 1 }}'])
  expect(Object(driven.state.steps['s3']?.output).results).toEqual(['a {{ 1 + 1 }}'])
})

test('a code step cannot change the item, the previous result or the run that the next step sees', async () => {
  const spoil = code('item.n = 9; (previous ?? {}).n = 9; run.id = "x"; run.links = null; steps.loop.item.n = 9; return { n: 1 }', {
    name: 'inner',
  })
  const driven = await drive(
    sandbox(),
    flowOf(loopOver([{ n: 1 }, { n: 2 }], spoil, { collect: '[item.n, previous?.[0], run.id, steps.inner.n]' })),
  )
  expect(Object(driven.state.steps['s3']?.output).results).toEqual([
    [1, null, 'run_1', 1],
    [2, 1, 'run_1', 1],
  ])
})

test('code outside of loops gets no item, and a step inside a loop is not seen from outside by any name', async () => {
  expect(await runCode(sandbox(), 'return [typeof item, typeof index, typeof previous]')).toEqual(['undefined', 'undefined', 'undefined'])
  const flow = flowOf({
    ...loopOver([1, 2], map('{{ item }}', 'inner')),
    s4: code('const all = steps; return [all["inner"] ?? null, all["$s2"] ?? null, Object.keys(all.loop)]', { name: 'spy' }),
  })
  expect((await drive(sandbox(), flow)).state.steps['s4']?.output).toEqual([null, null, ['results', 'count', 'stopped']])
})

test('nothing of one iteration is seen by another one that runs at the same time', async () => {
  const steps: Record<string, Step> = {
    s1: { kind: 'forEach', name: 'loop', items: ['a', 'b', 'c'], atOnce: 3, collect: 'steps.seen' },
    s2: {
      kind: 'action',
      name: 'send',
      plugin: 'p',
      action: 'a',
      connectionId: 'c',
      input: '{{ item }}',
      parent: { container: 's1', lane: 'each' },
    },
    s3: { ...map('{{ item }}{{ steps.send }}', 'seen'), parent: { container: 's1', lane: 'each' } },
    s4: map('{{ steps.loop.results }}', 'after'),
  }
  const flow = flowOf(steps)
  flow.edges['e9'] = { from: 's2', to: 's3' }
  const driven = await drive(sandbox(), flow, null, ({ input }) => ({ status: 'done', output: `-${String(input)}` }))
  expect(driven.state.steps['s4']?.output).toEqual(['a-a', 'b-b', 'c-c'])
})

test('C04 an iteration that never ends fails by name, and the loop that survives it goes on', async () => {
  const inner = code('if (item === 2) for (;;) {}\nreturn item', { name: 'inner' })
  const driven = await drive(sandbox(), flowOf(loopOver([1, 2, 3], inner, { onIterationError: 'continue' })))
  expect(Object(driven.state.steps['s3']?.output).results).toEqual([
    1,
    { error: { code: 'timeout', message: 'the time limit was reached' } },
    3,
  ])
})

test('C04 conditions and collected results that never end fail their loop', async () => {
  const forEver = 'Array.prototype.indexOf.call({ length: 2 ** 53 - 1 }, 1)'
  const endless: Step = { kind: 'while', name: 'loop', condition: forEver, maxIterations: 3 }
  expect((await drive(sandbox(), flowOf({ s1: endless }))).end).toMatchObject({ failedPath: 's1', error: { code: 'timeout' } })
  const collecting = loopOver([1], map(1, 'inner'), { collect: forEver })
  expect((await drive(sandbox(), flowOf(collecting))).end).toMatchObject({ failedPath: 's1', error: { code: 'timeout' } })
})

test('a visit that takes long is told in parts, so that what is done is kept', async () => {
  const slow = code('let n = 0; for (let i = 0; i < 2e7; i++) n += i % 7; return n', { name: 'inner' })
  const flow = await compile(sandbox(), flowOf(loopOver('{{ Array.from({ length: 200 }, (_, i) => i) }}', slow)))
  const first = await sandbox().visit(requestOf(flow, {}))
  expect(first.next).toEqual({ kind: 'more' })
  expect(first.entries.length).toBeGreaterThan(2)
  expect(first.entries.length).toBeLessThan(400)
})
