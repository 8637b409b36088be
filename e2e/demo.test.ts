import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { expect, test } from 'vitest'
import { freshDatabase, scratchFolder, sessionAt, startProduct, until } from './harness.ts'

const PROVIDERS = ['bling', 'mercado-livre', 'ole-tv', 'omie', 'tiny', 'whatsapp']
const NAMES = ['Bling', 'Mercado Livre', 'Olé TV', 'Omie', 'Tiny ERP (Olist)', 'WhatsApp']

test('`npm run demo` connects every provider to its emulator, publishes flows, and shows a sale that crossed', async () => {
  const [database, folder] = await Promise.all([freshDatabase(), scratchFolder()])
  const product = await startProduct({ databaseUrl: database.url, dataDir: folder.path, args: ['--demo'] })
  try {
    await until(
      () => /Login .*\n(.|\n)*http:\/\/127.0.0.1/.test(product.output()) || /could not be prepared/.test(product.output()),
      180_000,
      () => `the demonstration was not announced:\n${product.output().slice(-3000)}`,
    )
    const password = (await readFile(path.join(folder.path, 'demo-password'), 'utf8')).trim()
    const session = sessionAt(product.baseUrl)
    await session.send('POST', '/api/session', { email: 'demo@tomada.local', password })
    const { items } = await session.get<{ items: Array<{ id: string; plugin: string; status: string }> }>('/api/connections')
    const connected = items.filter(({ status }) => status === 'connected').map(({ plugin }) => plugin)
    expect(connected).toEqual(expect.arrayContaining(PROVIDERS))
    const number = items.find(({ plugin }) => plugin === 'whatsapp')
    expect(await session.get(`/api/connections/${number?.id}/session`)).toMatchObject({ state: 'connected' })
    const runs = await session.get<{ items: Array<{ status: string }> }>('/api/runs')
    expect(runs.items.some(({ status }) => status === 'succeeded')).toBe(true)
    for (const name of NAMES) expect(product.output()).toContain(`${name}: http://127.0.0.1`)
  } finally {
    await product.stop()
    await database.drop()
    await folder.remove()
  }
}, 240_000)
