import { setTimeout as sleep } from 'node:timers/promises'
import type { Config } from '../config/config.ts'
import type { DemoService } from './demo.service.ts'
import { readDemoLogin } from './demo-login.ts'

/**
 * `npm run demo`: asks the running server for its demonstration the way the browser's button does, waits, and prints what a
 * newcomer needs. On later starts it signs in with the login of the first.
 */
export async function announceDemo(product: { demo: DemoService }, config: Config, say: (line: string) => void): Promise<void> {
  const baseUrl = config.appBaseUrl
  const post = (address: string, cookie: string, body?: unknown) =>
    fetch(baseUrl + address, {
      method: 'POST',
      headers: {
        origin: baseUrl,
        cookie,
        'accept-language': 'pt-BR',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
  const known = await readDemoLogin(config.dataDir)
  let cookie = ''
  if (known !== null) {
    const signedIn = await post('/api/session', '', known)
    cookie = signedIn.headers.getSetCookie()[0]?.split(';')[0] ?? ''
  }
  const started = await post('/api/demo', cookie)
  if (started.status === 401) {
    return say('This database has accounts already. Sign in and choose “Explorar com dados de exemplo” to open the demonstration.')
  }
  if (!started.ok) throw new Error(`the demonstration was refused: ${await started.text()}`)
  while (product.demo.status().state === 'starting') await sleep(100)
  const { state, error, emulators, flowId, runId } = product.demo.status()
  if (state !== 'ready') throw new Error(`the demonstration could not be prepared: ${error}`)
  const login = await readDemoLogin(config.dataDir)
  say('')
  say(`  Open    ${baseUrl}/app/`)
  if (login !== null) say(`  Login   ${login.email}  ${login.password}`)
  if (runId !== null) say(`  Run     ${baseUrl}/app/runs/${runId}   (the sale that crossed just now)`)
  if (flowId !== null) say(`  Flow    ${baseUrl}/app/flows/${flowId}`)
  for (const emulator of emulators) say(`  ${emulator.name}: ${emulator.url}`)
  say('')
}
