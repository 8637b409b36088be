import { cp, mkdir, readFile, symlink, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { folderIntegrity } from '../../core/registry/folder-checksum.ts'
import { type SpawnedEmulator, spawnEmulatorIn } from '../../sdk/emulator/spawn.ts'
import { freePort } from '../free-port.ts'
import { freshDatabase, type Product, ROOT, type Session, scratchFolder, sessionAt, startProduct } from '../harness.ts'

const RESOLVE_SDK = new URL('../../sdk/cli/resolve-sdk.ts', import.meta.url).href

/** The product with every bundled connector and one more, whose emulator runs beside it. */
export interface InstalledWorld {
  product: Product
  session: Session
  emulator: SpawnedEmulator
  close(): Promise<void>
}

/** `folder`: the connector, wherever it lies; it is copied as an installation would have it. */
export async function openInstalled(folder: string): Promise<InstalledWorld> {
  const database = await freshDatabase()
  const scratch = await scratchFolder()
  const port = await freePort()
  const emulator = await spawnEmulatorIn(folder, { seed: 'installed', imports: [RESOLVE_SDK] })
  const product = await startProduct({
    port,
    databaseUrl: database.url,
    dataDir: scratch.path,
    env: { PROVIDER_ENDPOINTS: JSON.stringify(emulator.endpoints), PLUGINS_DIR: await installBeside(folder, scratch.path) },
  })
  const session = sessionAt(product.baseUrl)
  await session.send('POST', '/api/setup', {
    owner: { name: 'Ana', email: 'ana@loja.test', password: 'uma senha bem comprida' },
    workspace: { name: 'Loja da Ana', timezone: 'America/Sao_Paulo', locale: 'pt-BR' },
  })
  return {
    product,
    session,
    emulator,
    async close() {
      await product.stop()
      await emulator.stop()
      await database.drop()
      await scratch.remove()
    },
  }
}

async function installBeside(folder: string, within: string): Promise<string> {
  const root = path.join(within, 'installed')
  const name = path.basename(folder)
  await mkdir(path.join(root, 'plugins'), { recursive: true })
  const bundled: { plugins: Record<string, unknown> } = JSON.parse(await readFile(path.join(ROOT, 'plugin-registry.json'), 'utf8'))
  for (const id of Object.keys(bundled.plugins)) {
    const own = id.slice(id.indexOf('/') + 1)
    await symlink(path.join(ROOT, 'plugins', own), path.join(root, 'plugins', own))
  }
  const target = path.join(root, 'plugins', name)
  await cp(folder, target, { recursive: true, filter: (file) => !/[/\\](node_modules|emulator|testing)$/.test(file) })
  const manifest: { id: string; version: string } = JSON.parse(await readFile(path.join(target, 'manifest.json'), 'utf8'))
  const entry = { version: manifest.version, level: 'official', integrity: await folderIntegrity(target) }
  const registry = { ...bundled, plugins: { ...bundled.plugins, [manifest.id]: entry } }
  await writeFile(path.join(root, 'plugin-registry.json'), JSON.stringify(registry))
  return root
}
