import { parseArgs } from 'node:util'
import type { EmulatorDefinition } from './provider.ts'
import { startEmulator } from './start.ts'

/**
 * `node plugins/<name>/emulator/main.ts --port N --admin-port N --seed TEXT`, plus `--redirect-uri`, `--webhook-url` and
 * `--auto-approve` for the demonstration app, and `--stop-with-stdin` to end with whoever started it. Prints one JSON line when it is ready, then nothing more on standard output.
 */
export async function runEmulator(definition: EmulatorDefinition): Promise<void> {
  const { values } = parseArgs({
    options: {
      port: { type: 'string', default: '0' },
      'admin-port': { type: 'string', default: '0' },
      seed: { type: 'string', default: 'tomada' },
      'redirect-uri': { type: 'string', multiple: true },
      'webhook-url': { type: 'string' },
      'auto-approve': { type: 'boolean' },
      'stop-with-stdin': { type: 'boolean' },
    },
  })
  const settings = { redirectUris: values['redirect-uri'], callbackUrl: values['webhook-url'], autoApprove: values['auto-approve'] }
  const running = await startEmulator(definition, {
    port: Number(values.port),
    adminPort: Number(values['admin-port']),
    seed: values.seed,
    app: Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined)),
    log: (text) => process.stderr.write(`${definition.name} emulator: ${text}\n`),
  })
  const { stop, announcement, ...addresses } = running
  process.stdout.write(`${JSON.stringify({ ...addresses, pid: process.pid, ...announcement })}\n`)
  const leave = () => {
    stop().then(() => process.exit(0))
  }
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, leave)
  // A starter that was killed cannot send a signal any more, but its end of the pipe closes.
  if (values['stop-with-stdin']) process.stdin.resume().once('end', leave)
}
