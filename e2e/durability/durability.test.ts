import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { expect, onTestFinished, test } from 'vitest'

test('core, worker, sandbox children and database killed again and again under load: nothing promised is lost or doubled, nothing is stuck', async () => {
  const driver = spawn(process.execPath, ['e2e/durability/main.ts', '--short', '--seed', '20261121'], { stdio: ['ignore', 'pipe', 'pipe'] })
  // A run that takes too long leaves nothing behind either.
  onTestFinished(() => void driver.kill('SIGTERM'))
  let said = ''
  for (const stream of [driver.stdout, driver.stderr]) stream.on('data', (chunk: Buffer) => (said += chunk.toString()))
  const [code] = await once(driver, 'exit')
  expect(said).toMatch(/lost 0, doubled 0, stuck 0, uncertain \d+$/m)
  expect(code, said).toBe(0)
}, 400_000)
