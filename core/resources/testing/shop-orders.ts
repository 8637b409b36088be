import { createHash } from 'node:crypto'
import type { Json } from '../../../sdk/flow/definition.ts'
import type { Resource } from '../../../sdk/manifest.gen.ts'
import type { ReadRecord } from '../operations/operations.types.ts'
import type { DeclaredResource, DeclaredResources } from '../tables/resource-plan.ts'

/** A resource of a shop that does not exist, with a field of every type. */
export const SHOP_ORDERS: Resource = {
  name: 'orders',
  displayName: { en: 'Orders', 'pt-BR': 'Pedidos' },
  description: { en: 'Orders of the shop.', 'pt-BR': 'Pedidos da loja.' },
  schema: 'schemas/order.json',
  sample: 'samples/order.json',
  key: '/id',
  title: '/number',
  version: { pointer: '/updatedAt', type: 'timestamp' },
  list: 'resources/list-orders.json',
  fields: {
    number: { pointer: '/number', type: 'text', displayName: text('Number'), search: true },
    status: {
      pointer: '/status',
      type: 'text',
      displayName: text('Status'),
      filter: true,
      options: [
        { value: 'paid', displayName: text('Paid') },
        { value: 'sent', displayName: text('Sent') },
      ],
    },
    customer: { pointer: '/customer/name', type: 'text', displayName: text('Customer'), filter: true, sort: true, search: true },
    items: { pointer: '/items', type: 'integer', displayName: text('Items'), filter: true },
    total: { pointer: '/total', type: 'decimal', displayName: text('Total'), filter: true, sort: true },
    isGift: { pointer: '/gift', type: 'boolean', displayName: text('Gift'), filter: true },
    due: { pointer: '/due', type: 'date', displayName: text('Due'), filter: true, sort: true },
    placedAt: { pointer: '/placedAt', type: 'timestamp', displayName: text('Placed at'), filter: true, sort: true },
    sentAt: { pointer: '/sentAt', type: 'timestamp', timezone: 'America/Sao_Paulo', displayName: text('Sent at') },
  },
  stats: {
    groupBy: ['status', 'isGift'],
    day: 'placedAt',
    sums: ['total', 'items'],
    duration: { from: 'placedAt', to: 'sentAt', targetSeconds: 7200 },
    timezone: 'America/Sao_Paulo',
  },
  deletes: { by: 'none' },
  view: { kind: 'grid', columns: ['number', 'status', 'customer', 'total', 'placedAt'], status: 'status' },
  intervalSeconds: 600,
}

function text(en: string) {
  return { en, 'pt-BR': en }
}

/** Declarations as a registry answers them. */
export function declaredAs(...resources: DeclaredResource[]): DeclaredResources {
  return {
    find: (plugin, name) => resources.find((one) => one.plugin === plugin && one.declared.name === name) ?? null,
    all: () => resources,
  }
}

export const SHOP: DeclaredResource = { plugin: 'shop', declared: SHOP_ORDERS }

/** As an operation hands a record over. */
export function readRecord(data: { id: string; [member: string]: Json }, version: number | null = null): ReadRecord {
  const json = JSON.stringify(data)
  return { key: data.id, data, text: json, version, hash: createHash('sha256').update(json).digest('hex'), flagged: false }
}

const STATUSES = ['paid', 'sent', 'cancelled', 'returned']
const FIRST_NAMES = ['Maria', 'José', 'Ana', 'João', 'Antônia', 'Francisco', 'Luíza', 'Carlos', 'Adriana', 'Paulo', 'Márcia', 'Pedro']
const LAST_NAMES = ['Silva', 'Santos', 'Oliveira', 'Souza', 'Rodrigues', 'Ferreira', 'Alves', 'Pereira', 'Lima', 'Gomes', 'Conceição']

/** The n-th order of a shop that began in 2024; `random` gives numbers from 0 to 1. */
export function shopOrder(n: number, random: () => number): { id: string; [member: string]: Json } {
  const pick = (list: readonly string[]) => list[Math.floor(random() * list.length)] ?? ''
  const placedAt = Date.UTC(2024, 0, 1) + n * 60_000
  return {
    id: String(1_000_000 + n),
    number: `P-${100_000 + n}`,
    status: random() < 0.03 ? null : pick(STATUSES),
    customer: { name: `${pick(FIRST_NAMES)} ${pick(LAST_NAMES)} ${n % 97}`, document: '123.456.789-00' },
    items: 1 + Math.floor(random() * 5),
    total: (random() * 900).toFixed(2),
    gift: random() < 0.1,
    due: new Date(placedAt + 86_400_000).toISOString().slice(0, 10),
    placedAt: random() < 0.02 ? null : new Date(placedAt).toISOString(),
    sentAt: random() < 0.3 ? null : `${new Date(placedAt + random() * 20_000_000).toISOString().slice(0, 19)}`,
    updatedAt: placedAt,
  }
}

/** Numbers from 0 to 1 that are the same for the same seed. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), state | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
}
