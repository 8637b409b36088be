import { execFileSync } from 'node:child_process'
import { expect, test, vi } from 'vitest'
import { withEsbuild } from './esbuild-service.ts'

/** Processes of esbuild that this one has started. */
function services(): number {
  const children = execFileSync('ps', ['-o', 'args=', '--ppid', String(process.pid)], { encoding: 'utf8' })
  return children.split('\n').filter((line) => line.includes('esbuild')).length
}

test("esbuild's process ends when nobody has compiled anything for a while, and starts again at need", async () => {
  const compile = () => withEsbuild(({ transform }) => transform('let a: number = 1', { loader: 'ts' }))
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  try {
    expect((await compile()).code).toBe('let a = 1;\n')
    expect(services()).toBe(1)
    vi.advanceTimersByTime(11_000)
  } finally {
    vi.useRealTimers()
  }
  await expect.poll(services).toBe(0)
  expect((await compile()).code).toBe('let a = 1;\n')
  expect(services()).toBe(1)
})
