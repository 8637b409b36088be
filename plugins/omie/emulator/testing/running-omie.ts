import { callAdmin, type Fields, fieldsOf, listOf, type RunningEmulator, startEmulator } from '@tomada/sdk/emulator'
import { type Called, call } from '@tomada/sdk/emulator/testing/call'
import { omie } from '../omie.ts'

/** An Omie emulator in this process, as tests use it. */
export interface RunningOmie {
  emulator: RunningEmulator
  url: string
  /** The first company's keys, and what belongs to it. */
  appKey: string
  appSecret: string
  companyId: string
  accountId: number
  admin(method: string, path: string, body?: unknown): Promise<Fields>
  play(scenario: string, input?: Record<string, unknown>): Promise<Fields>
  /** One envelope call of the first company. */
  call(service: string, name: string, param: Record<string, unknown>, keys?: { appKey?: string; appSecret?: string }): Promise<Called>
  stop(): Promise<void>
}

export async function startOmie(seed = 'test'): Promise<RunningOmie> {
  const emulator = await startEmulator(omie, { port: 0, adminPort: 0, seed })
  const account = fieldsOf(listOf(emulator.announcement['accounts'])[0])
  const [appKey, appSecret] = [String(account['appKey']), String(account['appSecret'])]
  const admin = async (method: string, path: string, body?: unknown) => fieldsOf(await callAdmin(emulator.adminUrl, method, path, body))
  return {
    emulator,
    url: emulator.url,
    appKey,
    appSecret,
    companyId: String(account['id']),
    accountId: Number(account['accountId']),
    admin,
    play: (scenario, input = {}) => admin('POST', `/scenario/${scenario}`, input),
    call: (service, name, param, keys = {}) =>
      call(`${emulator.url}/api/v1/${service}/`, {
        json: { call: name, app_key: keys.appKey ?? appKey, app_secret: keys.appSecret ?? appSecret, param: [param] },
      }),
    stop: () => emulator.stop(),
  }
}
