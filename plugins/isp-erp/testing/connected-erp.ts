import path from 'node:path'
import { fieldsOf, textOf } from '@tomada/sdk/emulator'

import { afterAll } from 'vitest'
import { createLogger } from '../../../core/platform/logger.ts'
import { openRegistry } from '../../../core/registry/registry.service.ts'
import { type Capabilities, useCapabilities } from '../../../core/testing/capabilities.ts'
import { type SpawnedEmulator, spawnEmulator } from '../../../sdk/emulator/spawn.ts'

const ADDRESS = 'https://erp.isp.example'
const ROOT = path.resolve(import.meta.dirname, '../../..')

/** The connector's capabilities over a running ERP, whose client gets tokens that end after an hour. */
export interface ConnectedErp {
  capabilities(): Capabilities
  erp(): SpawnedEmulator
  /** Somebody signs a contract with the internet provider: their document. */
  signUp(): Promise<string>
}

export function useConnectedErp(): ConnectedErp {
  let erp: SpawnedEmulator
  const token = async () => {
    const { url, clientId, clientSecret } = erp
    const body = new URLSearchParams({ grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret })
    const answer = await fetch(`${url}/connect/token`, { method: 'POST', body })
    return textOf(fieldsOf(await answer.json())['access_token']) ?? null
  }
  const capabilities = useCapabilities('isp-erp', ADDRESS, {
    load: () =>
      openRegistry({ root: ROOT, modified: 'warn', logger: createLogger({ level: 'silent' }), variables: { EXTERNAL_API_URL: ADDRESS } }),
    async account() {
      // The emulator of the provider whose events this ERP completes plays the ERP too.
      erp = await spawnEmulator('ole-tv', { seed: 'erp' })
      return { url: erp.url, token: (await token()) ?? '', settings: { address: ADDRESS }, renew: token }
    },
  })
  afterAll(() => erp?.stop())
  return {
    capabilities,
    erp: () => erp,
    async signUp() {
      const { person } = fieldsOf(await erp.admin('POST', '/scenario/signUp', {}))
      return textOf(fieldsOf(person)['document']) ?? ''
    },
  }
}
