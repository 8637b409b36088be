import { callAdmin, type Fields, fieldsOf, listOf, type RunningEmulator, startEmulator, textOf } from '@tomada/sdk/emulator'
import { type Called, call } from '@tomada/sdk/emulator/testing/call'
import { oleTv } from '../ole-tv.ts'

/** An Olé emulator in this process with the partner's credential, as tests use it. */
export interface RunningPartner {
  emulator: RunningEmulator
  url: string
  account: { keyapi: string; login: string; pass: string }
  admin(method: string, path: string, body?: unknown): Promise<Fields>
  play(scenario: string, input?: Record<string, unknown>): Promise<Fields>
  /** A call as the provider wants it: POST, a form, the credential in it. */
  ask(path: string, form?: Record<string, string>): Promise<Called>
  stop(): Promise<void>
}

export async function startPartner(seed = 'test'): Promise<RunningPartner> {
  const emulator = await startEmulator(oleTv, { port: 0, adminPort: 0, seed })
  const { keyapi, login, pass } = fieldsOf(listOf(emulator.announcement['accounts'])[0])
  const account = { keyapi: textOf(keyapi) ?? '', login: textOf(login) ?? '', pass: textOf(pass) ?? '' }
  const admin = async (method: string, path: string, body?: unknown) => fieldsOf(await callAdmin(emulator.adminUrl, method, path, body))
  return {
    emulator,
    url: emulator.url,
    account,
    admin,
    play: (scenario, input = {}) => admin('POST', `/scenario/${scenario}`, input),
    ask: (path, form = {}) => call(emulator.url + path, { form: { ...account, ...form } }),
    stop: () => emulator.stop(),
  }
}
