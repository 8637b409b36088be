import { expect, test } from 'vitest'
import { code, flowOf, map, run, runCode, runHandler, useSandbox } from './testing/guests.ts'

const sandbox = useSandbox({ cpuMs: 1500, graceMs: 500 })
const roomy = useSandbox({ outputBytes: 8 * 1024 * 1024 })

test('C08 an output that is circular, a BigInt, too deep or too large is one clear error', async () => {
  expect(await runCode(sandbox(), 'const a = {}; a.a = a; return a')).toBe('output: the output refers to itself')
  expect(await runCode(sandbox(), 'return { n: 1n }')).toBe('output: the output holds a BigInt, which JSON does not know')
  expect(await runCode(sandbox(), 'let a = []; for (let i = 0; i < 100000; i++) a = [a]; return a')).toMatch(
    /^output_too_large: the output is nested deeper/,
  )
  expect(await runCode(sandbox(), 'return "x".repeat(200 * 1024 * 1024)')).toMatch(/^(output_too_large|memory|timeout): /)
  expect(await runCode(sandbox(), 'return "x".repeat(5 * 1024 * 1024)')).toBe('output_too_large: the output is larger than 4 MB')
  const bomb = 'let a = "lol"; for (let i = 0; i < 40; i++) a = [a, a]; return a'
  expect(await runCode(sandbox(), bomb)).toMatch(/^(output_too_large|memory|timeout): /)
  expect(await runCode(sandbox(), 'return { toJSON() { return { f() {}, s: Symbol("x"), u: undefined, n: NaN } } }')).toEqual({ n: null })
})

test('an output may be as large as the operator allows', async () => {
  expect(await runCode(roomy(), 'return "x".repeat(5 * 1024 * 1024)')).toHaveLength(5 * 1024 * 1024)
  expect(await runCode(roomy(), 'return "x".repeat(9 * 1024 * 1024)')).toBe('output_too_large: the output is larger than 8 MB')
})

test('C08 the answer of a plugin is checked the same way', async () => {
  const codeOf = async (body: string) => {
    const result = await runHandler(sandbox(), body)
    return result.ok ? 'ok' : result.error.code
  }
  expect(await codeOf('const a = {}; a.a = a; return a')).toBe('output')
  expect(await codeOf('return 1n')).toBe('output')
  expect(await codeOf('let a = []; for (let i = 0; i < 100000; i++) a = [a]; return a')).toBe('output_too_large')
  expect(await codeOf('return "x".repeat(5 * 1024 * 1024)')).toBe('output_too_large')
  expect(await codeOf('return undefined')).toBe('ok')
})

test('C09 whatever is thrown becomes cut text, inside the time limit', async () => {
  expect(await runCode(sandbox(), 'throw null')).toBe('code: null')
  expect(await runCode(sandbox(), 'throw { get message() { throw 1 } }')).toBe('code: something that cannot be read was thrown')
  expect(await runCode(sandbox(), 'throw new Proxy({}, { get() { throw 1 }, getPrototypeOf() { throw 1 } })')).toBe(
    'code: something that cannot be read was thrown',
  )
  expect(await runCode(sandbox(), 'throw { toString: 5 }')).toBe('code: something that is not an error was thrown')
  expect(String(await runCode(sandbox(), 'throw new Error("x".repeat(50 * 1024 * 1024))')).length).toBeLessThan(9000)
  expect(await runCode(sandbox(), 'throw Object.defineProperty(new Error(), "message", { get() { for (;;) {} } })')).toBe(
    'timeout: the time limit was reached',
  )
  const handler = await runHandler(sandbox(), 'throw Object.defineProperty(new Error(), "message", { get() { for (;;) {} } })')
  expect(handler).toMatchObject({ ok: false, error: { code: 'timeout' } })
})

test('C10 two million log lines and one of 50 MB cost no more than their limit', async () => {
  const flood = await run(sandbox(), flowOf({ s1: code('for (let i = 0; i < 2_000_000; i++) console.log("line", i)') }))
  const chars = flood.logs.reduce((sum, line) => sum + line.text.length, 0)
  expect(chars).toBeLessThan(257 * 1024)
  expect(flood.logs.at(-1)?.text).toBe('… more lines were cut')
  const one = await run(sandbox(), flowOf({ s1: code('console.log("x".repeat(50 * 1024 * 1024)); return 1') }))
  expect(one.logs.map((line) => line.text.length < 9000)).toEqual([true])
  const lines: string[] = []
  const host = { http: () => Promise.reject(new Error('no')), log: (_level: string, text: string) => void lines.push(text) }
  expect(await runHandler(sandbox(), 'for (let i = 0; i < 2_000_000; i++) ctx.log("x"); return 1', { host })).toEqual({
    ok: true,
    output: 1,
  })
  expect(lines.join('').length).toBeLessThan(257 * 1024)
})

test('C11 code and templates above their size are refused before anything is compiled', async () => {
  const problemOf = async (definition: Parameters<typeof flowOf>[0]) => {
    const { compiled, problems } = await sandbox().compileFlow(flowOf(definition))
    return [compiled, problems[0]?.code]
  }
  expect(await problemOf({ s1: code(`return "${'x'.repeat(300 * 1024)}"`) })).toEqual([null, 'code_too_large'])
  expect(await problemOf({ s1: map(`{{ "${'x'.repeat(70 * 1024)}" }}`) })).toEqual([null, 'template_too_large'])
  expect(await problemOf({ s1: map(`{{ ${'['.repeat(20_000)}${']'.repeat(20_000)} }}`) })).toEqual([null, 'expression_too_deep'])
  expect(await problemOf({ s1: { kind: 'branch', name: 'b', condition: `"${'x'.repeat(70 * 1024)}"` } })).toEqual([
    null,
    'template_too_large',
  ])
})
