import { expect, test } from 'vitest'
import { heldScript } from './held-script.ts'
import { compile, flowOf, map, useSandbox } from './testing/guests.ts'

const sandbox = useSandbox()

test('a script that is kept in memory is the same byte for byte, whatever other scripts share with it', async () => {
  const texts = ['olá', '(function ($libraries)', '\ud800', 'x'.repeat(100)]
  const flows = await Promise.all(texts.map((text) => compile(sandbox(), flowOf({ s1: map(text) }))))
  for (const flow of flows) expect({ ...heldScript(flow) }).toEqual(flow)
  for (const script of ['', 'a script of long ago', '(function ($libraries) {})', 'lone \ud800 (function ($libraries) { "\ud800" })'])
    expect(heldScript({ script, hash: 'h' }).script).toBe(script)
})

test('a thousand scripts of one program take the room of their own parts', async () => {
  const flow = await compile(sandbox(), flowOf({ s1: map('x') }))
  const before = heapInUse()
  const held = Array.from({ length: 1_000 }, (_, i) => heldScript({ script: `${flow.script}// ${i}`, hash: String(i) }))
  const grownBy = heapInUse() - before
  expect(held).toHaveLength(1_000)
  expect(grownBy).toBeLessThan(flow.script.length * 100)
})

/** Bytes, after a collection. */
function heapInUse(): number {
  if (globalThis.gc === undefined) throw new Error('run with --expose-gc, as vitest.config.ts does')
  globalThis.gc()
  return process.memoryUsage().heapUsed
}
