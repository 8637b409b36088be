import { expect, test } from 'vitest'
import type { FlowDefinition } from '../../sdk/flow/definition.ts'
import { code, compile, flowOf, map, requestOf, run, runCode, useSandbox } from './testing/guests.ts'

const sandbox = useSandbox()

test('everything pure up to the next effect is evaluated in one visit, with the input of that effect', async () => {
  const definition = flowOf({
    s1: map({ id: '{{ trigger.order.id }}', hello: 'Hi {{ trigger.order.buyer }}!', plain: 'x' }, 'order'),
    s2: { kind: 'branch', name: 'big', condition: 'steps.order.id > 5' },
    s3: {
      ...code('const n: number = steps.order.id; return { twice: n * 2 }', { name: 'twice' }),
      parent: { container: 's2', lane: 'then' },
    },
    s4: {
      kind: 'action',
      name: 'send',
      plugin: 'p',
      action: 'a',
      connectionId: 'c',
      input: { n: '{{ steps.twice.twice }}', gone: '{{ trigger.order?.x?.y }}' },
    },
  })
  const result = await run(sandbox(), definition, { order: { id: 7, buyer: 'Zé' } })
  expect(result.entries.map((entry) => [entry.path, entry.record])).toEqual([
    ['s1', { status: 'done', output: { id: 7, hello: 'Hi Zé!', plain: 'x' } }],
    ['s2', { status: 'done', output: true, lane: 'then' }],
    ['s3', { status: 'done', output: { twice: 14 } }],
  ])
  expect(result.next).toEqual({ kind: 'outside', steps: [{ path: 's4', stepId: 's4', input: { n: 14 } }] })
})

test('a visit goes on from what is already decided', async () => {
  const flow = await compile(
    sandbox(),
    flowOf({
      s1: { kind: 'action', name: 'find', plugin: 'p', action: 'a', connectionId: 'c', input: {} },
      s2: map('{{ steps.find.total }}', 'total'),
    }),
  )
  const steps = { s1: { status: 'done' as const, output: { total: 9 } } }
  const result = await sandbox().visit(requestOf(flow, { steps }))
  expect(result).toMatchObject({ entries: [{ path: 's2', record: { output: 9 } }], next: { kind: 'end', outcome: 'success' } })
})

test('a reference that finds nothing names itself, its place and what was meant', async () => {
  const result = await run(sandbox(), flowOf({ s1: map({ total: '{{ trigger.order.totalAmount }}' }) }), { order: { total_amount: 1 } })
  expect(result.next).toMatchObject({
    kind: 'end',
    outcome: 'error',
    failedPath: 's1',
    error: { code: 'expression', message: 'trigger.order.totalAmount does not exist (did you mean total_amount?)', at: '/value/total' },
  })
})

test('a failed step that is survived is seen as its error by what follows', async () => {
  const definition = flowOf({
    s1: code('throw new RangeError("too big")', { name: 'risky', onError: 'continue' }),
    s2: map('{{ steps.risky.error.message }}', 'said'),
  })
  expect((await run(sandbox(), definition)).entries.at(-1)?.record.output).toBe('RangeError: too big')
})

test('C13 a response is ready to send, and one that could break out of its header is refused', async () => {
  const definition = (value: string): FlowDefinition =>
    flowOf(
      { s1: { kind: 'respond', name: 'answer', status: '{{ trigger.code }}', headers: { 'x-id': value }, body: { ok: true } } },
      { kind: 'webhook', verification: { scheme: 'none' }, answer: 'flow' },
    )
  const good = await run(sandbox(), definition('{{ trigger.id }}'), { code: '201', id: 5 })
  expect(good.entries[0]?.record.output).toEqual({ status: 201, headers: { 'x-id': '5' }, body: { ok: true } })
  const bad = await run(sandbox(), definition('{{ trigger.id }}'), { code: 200, id: 'a\r\nset-cookie: x' })
  expect(bad.next).toMatchObject({ outcome: 'error', error: { message: 'the header x-id holds a line break or a NUL' } })
})

test('a stop ends the run with its message', async () => {
  const stop = (outcome: 'success' | 'error'): FlowDefinition =>
    flowOf({ s1: { kind: 'stop', name: 'end', outcome, message: 'no {{ trigger.x }}' }, s2: map(1) })
  expect((await run(sandbox(), stop('success'), { x: 1 })).next).toEqual({ kind: 'end', outcome: 'success' })
  expect((await run(sandbox(), stop('error'), { x: 1 })).next).toMatchObject({
    outcome: 'error',
    failedPath: 's1',
    error: { code: 'stopped', message: 'no 1' },
  })
})

test('one step alone can be tried', async () => {
  const flow = await compile(sandbox(), flowOf({ s1: map(1, 'one'), s2: map('{{ steps.one + 1 }}', 'two'), s3: map(3, 'three') }))
  const steps = { s1: { status: 'done' as const, output: 41 } }
  const result = await sandbox().visit(requestOf(flow, { steps }, { only: 's2' }))
  expect(result).toMatchObject({ entries: [{ path: 's2', record: { output: 42 } }], next: { kind: 'end', outcome: 'success' } })
})

test('a code step cannot change what another step sees', async () => {
  const definition = flowOf({
    s1: map({ list: [3, 1, 2] }, 'a'),
    s2: code('steps.a.list.sort(); trigger.n = 5; return steps.a.list', { name: 'b' }),
    s3: map(['{{ steps.a.list }}', '{{ trigger.n }}'], 'c'),
  })
  expect((await run(sandbox(), definition, { n: 1 })).entries.map((entry) => entry.record.output)).toEqual([
    { list: [3, 1, 2] },
    [1, 2, 3],
    [[3, 1, 2], 1],
  ])
})

test('the helpers for money, documents, dates and texts work in expressions and in code', async () => {
  const value = [
    '{{ money.add("10.10", 0.2) }}',
    '{{ money.format(1234.5) }}',
    '{{ document.isCnpj("12.ABC.345/01DE-35") }}',
    '{{ date.format(now, "dd/MM/yyyy HH:mm") }}',
    '{{ date.withOffset(now) }}',
    '{{ text.slug("Café da Manhã!") }}',
  ]
  const definition = flowOf({ s1: map(value, 'a'), s2: code('return money.multiply("0.10", 3)', { name: 'b' }) })
  const outputs = (await run(sandbox(), definition)).entries.map((entry) => entry.record.output)
  expect(outputs).toEqual([['10.30', 'R$ 1.234,50', true, '21/11/2026 11:30', '2026-11-21T11:30:00-03:00', 'cafe-da-manha'], '0.30'])
})

test('code says what is wrong with it and where before anything is stored', async () => {
  const { compiled, problems } = await sandbox().compileFlow(flowOf({ s1: code('const a = 1\nreturn a +') }))
  expect(compiled).toBeNull()
  expect(problems).toMatchObject([
    { stepId: 's1', field: '/code', code: 'code_syntax', message: { en: expect.stringContaining('(line 3)') } },
  ])
})

test('a code step cannot wait', async () => {
  expect(await runCode(sandbox(), 'return (async () => 1)()')).toBe('code: the code returned a promise: code steps cannot wait')
})

test('what a code step logs is kept with its step', async () => {
  const result = await run(sandbox(), flowOf({ s1: code('console.log("n", 1, { a: 2 }); console.warn("w")') }))
  expect(result.logs).toEqual([
    { path: 's1', level: 'info', text: 'n 1 {"a":2}' },
    { path: 's1', level: 'warn', text: 'w' },
  ])
})
