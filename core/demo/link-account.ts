import { setTimeout as sleep } from 'node:timers/promises'
import { fieldsOf, textOf } from '../../sdk/emulator/fields.ts'
import type { SpawnedEmulator } from '../../sdk/emulator/spawn.ts'
import type { OwnApi } from './own-api.ts'

const LOOK_MS = 300
const LINK_MS = 30_000

interface Session {
  state: string
  show: { kind: string; value: string } | null
}

/** Links an account as a person with the phone would: asks for the QR and has the emulator's phone scan it. One that is linked stays. */
export async function linkAccount(api: OwnApi, emulator: Pick<SpawnedEmulator, 'line' | 'admin'>, connectionId: string): Promise<void> {
  const scan = textOf(fieldsOf(emulator.line['pairing'])['scan'])
  if (scan === undefined) return
  const address = `/api/connections/${connectionId}/session`
  if ((await api.get<Session>(address)).state === 'connected') return
  await api.send('POST', address, { by: 'qr' })
  let scanned = ''
  const deadline = performance.now() + LINK_MS
  while (performance.now() < deadline) {
    const { state, show } = await api.get<Session>(address)
    if (state === 'connected') return
    if (show !== null && show.value !== scanned) {
      scanned = show.value
      await emulator.admin('POST', scan, { qr: scanned })
    }
    await sleep(LOOK_MS)
  }
  throw new Error(`the account of ${connectionId} was not linked within ${LINK_MS / 1000} s`)
}
