import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Manifest, Resource } from '../../../sdk/manifest.gen.ts'
import { faultLine } from '../fault-list.ts'
import { loadPlugin } from '../load-plugin.ts'
import { createRegistry } from '../registry.service.ts'
import type { Fault, Registry } from '../registry.types.ts'

/** Origin that the shop's manifest declares. */
export const SHOP_ORIGIN = 'https://api.shop.test'

/** Files of a connector's folder: JSON values, or text. */
export type ConnectorFiles = Record<string, unknown>

/** A manifest that is fine and declares nothing but itself; `more` is laid over it. */
export function shopManifest(more: Partial<Manifest> = {}): Manifest {
  return {
    manifestVersion: 1,
    id: 'acme/shop',
    version: '0.1.0',
    engine: { platform: '>=0.1.0 <1.0.0', sdk: '^0.1.0' },
    publisher: { id: 'acme', name: 'Acme', contact: 'acme@acme.example' },
    displayName: both('Shop'),
    description: both('A shop that exists in tests only.'),
    license: 'MIT',
    icon: 'icon.svg',
    categories: ['other'],
    runtime: { kind: 'declarative' },
    permissions: {
      egress: [{ host: 'api.shop.test', methods: ['GET', 'POST', 'PUT', 'DELETE'], reason: both('Reads orders.') }],
      inbound: { webhook: true },
    },
    auth: [{ type: 'none', id: 'none', displayName: both('None') }],
    webhooks: [],
    triggers: [],
    actions: [],
    routes: [],
    errors: [],
    limits: [],
    stateVersion: 1,
    ...more,
  }
}

/** A resource of orders that is fine; `more` is laid over it. Its list is `lists/orders.json`, or `resources/orders.ts`. */
export function ordersResource(more: Partial<Resource> = {}): Resource {
  return {
    name: 'orders',
    displayName: both('Orders'),
    description: both('What was sold.'),
    schema: 'schemas/order.json',
    sample: 'samples/order.json',
    key: '/id',
    list: 'lists/orders.json',
    fields: {
      status: { pointer: '/status', type: 'text', displayName: both('Status'), filter: true },
      total: { pointer: '/total', type: 'decimal', displayName: both('Total'), sort: true },
      changedAt: { pointer: '/changedAt', type: 'timestamp', displayName: both('Changed'), sort: true },
    },
    deletes: { by: 'none' },
    intervalSeconds: 300,
    ...more,
  }
}

export function both(text: string): { en: string; 'pt-BR': string } {
  return { en: text, 'pt-BR': text }
}

/** The files that `ordersResource()` names, beside its list. */
export const ORDER_FILES: ConnectorFiles = {
  'icon.svg': '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><path d="M0 0h1v1z"/></svg>',
  'schemas/order.json': {
    type: 'object',
    properties: {
      id: { type: ['integer', 'string'] },
      status: { type: 'string' },
      total: { type: ['number', 'string'] },
      changedAt: { type: 'string' },
      buyer: { type: 'object', properties: { name: { type: 'string' } } },
      shopId: { type: 'string' },
    },
  },
  'samples/order.json': { id: 1, status: 'paid', total: 10.5, changedAt: '2026-11-21T10:00:00Z' },
}

/** Writes the folder of the shop, loads it, and removes it again. */
export async function loadShop(manifest: Manifest, files: ConnectorFiles): Promise<{ registry: Registry | null; faults: Fault[] }> {
  const shop = await writeShop(manifest, files)
  try {
    const { plugin, faults } = await loadPlugin(shop.folder)
    return { registry: plugin === null ? null : createRegistry([plugin]), faults }
  } finally {
    await shop.dispose()
  }
}

/** Like `loadShop`, for a shop in which nothing is wrong. */
export async function openShop(manifest: Manifest, files: ConnectorFiles): Promise<Registry> {
  const { registry, faults } = await loadShop(manifest, files)
  if (registry === null) throw new Error(faults.map(faultLine).join('\n'))
  return registry
}

/** Faults of the shop, one line each. */
export async function shopFaults(manifest: Manifest, files: ConnectorFiles): Promise<string[]> {
  return (await loadShop(manifest, files)).faults.map((fault) => faultLine(fault).trim())
}

export async function writeShop(manifest: unknown, files: ConnectorFiles): Promise<{ folder: string; dispose(): Promise<void> }> {
  const parent = await mkdtemp(path.join(tmpdir(), 'tomada-shop-'))
  const folder = path.join(parent, 'shop')
  for (const [file, content] of Object.entries({ 'manifest.json': manifest, ...files })) {
    await mkdir(path.dirname(path.join(folder, file)), { recursive: true })
    await writeFile(path.join(folder, file), typeof content === 'string' ? content : JSON.stringify(content, null, 2))
  }
  return { folder, dispose: () => rm(parent, { recursive: true }) }
}
