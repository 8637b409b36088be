/** Orders as a marketplace gives them: some 1.8 kB each, the same ones for the same numbers. */

const FIRST_NAMES =
  'Maria José Ana João Antônia Francisco Luíza Carlos Adriana Paulo Márcia Pedro Juliana Lucas Patrícia Marcos Camila Rafael Larissa Bruno'.split(
    ' ',
  )
const LAST_NAMES =
  'Silva Santos Oliveira Souza Rodrigues Ferreira Alves Pereira Lima Gomes Costa Ribeiro Martins Carvalho Almeida Lopes Soares Fernandes Vieira Barbosa Rocha Dias Nascimento Andrade Moreira Nunes Marques Machado Mendes Freitas Cardoso Ramos Gonçalves Santana Teixeira Araújo Pinto Correia Castro Moura'.split(
    ' ',
  )
export const STATUSES = ['pending', 'paid', 'invoiced', 'shipped', 'delivered', 'delivered', 'delivered', 'cancelled', 'returned']
const CITIES = ['São Paulo', 'Campinas', 'Curitiba', 'Recife', 'Belo Horizonte', 'Porto Alegre', 'Fortaleza', 'Goiânia']
const PRODUCTS = [
  'Tomada 2P+T 10A branca',
  'Cabo flexível 2,5 mm² rolo 100 m',
  'Disjuntor bipolar 25 A',
  'Luminária LED 36 W de sobrepor',
  'Extensão 5 m com três tomadas',
]

/** Of the first order. */
const BEGAN_AT = Date.UTC(2024, 5, 1)
const STEP_MS = 75_000

/** A number from 0 to 1 that is the same for the same order and salt. */
function chance(n: number, salt: number): number {
  let t = Math.imul(n ^ (salt * 0x9e3779b9), 0x85ebca6b)
  t = Math.imul(t ^ (t >>> 13), 0xc2b2ae35)
  return ((t ^ (t >>> 16)) >>> 0) / 4_294_967_296
}

export function customerOf(n: number): string {
  const first = FIRST_NAMES[Math.floor(chance(n, 1) * FIRST_NAMES.length)]
  const last = LAST_NAMES[Math.floor(chance(n, 2) * LAST_NAMES.length)]
  return `${first} ${last}`
}

export function numberOf(n: number): string {
  return `2000${String(7_300_000_000 + n * 3)}`
}

export function placedAtOf(n: number): number {
  return BEGAN_AT + n * STEP_MS
}

/** JSON text of the n-th order. */
export function orderJson(n: number): string {
  const placedAt = placedAtOf(n)
  const city = CITIES[Math.floor(chance(n, 3) * CITIES.length)] ?? ''
  const status = STATUSES[Math.floor(chance(n, 4) * STATUSES.length)]
  const lines = Array.from({ length: 1 + Math.floor(chance(n, 5) * 3) }, (_, i) => lineOf(n, i))
  const total = lines.reduce((sum, { quantity, unitPrice }) => sum + quantity * Number(unitPrice), 0)
  return JSON.stringify({
    id: 5_000_000_000 + n,
    number: numberOf(n),
    status,
    statusDetail: null,
    channel: chance(n, 6) < 0.7 ? 'marketplace' : 'loja',
    placedAt: new Date(placedAt).toISOString(),
    updatedAt: new Date(placedAt + 3_600_000).toISOString(),
    shippedAt: status === 'pending' || status === 'cancelled' ? null : new Date(placedAt + chance(n, 7) * 172_800_000).toISOString(),
    currency: 'BRL',
    total: total.toFixed(2),
    customer: {
      id: 70_000_000 + (n % 180_000),
      name: customerOf(n),
      document: null,
      email: `cliente.${n % 180_000}@example.com`,
      phone: '+5511900000000',
    },
    lines,
    payments: [
      {
        id: 81_000_000_000 + n,
        method: 'pix',
        status: 'approved',
        installments: 1,
        amount: total.toFixed(2),
        approvedAt: new Date(placedAt + 60_000).toISOString(),
      },
    ],
    shipping: {
      id: 43_000_000_000 + n,
      mode: 'me2',
      carrier: 'Transportadora Exemplo',
      cost: '18.90',
      promisedAt: new Date(placedAt + 345_600_000).toISOString(),
      address: {
        street: 'Avenida das Nações',
        streetNumber: String(n % 4000),
        complement: 'Bloco B, apartamento 42',
        district: 'Centro',
        city,
        state: 'SP',
        zipCode: '01000-000',
        country: 'BR',
      },
    },
    tags: ['paid', 'not_delivered', 'pack_order', 'no_shipping_change'],
    comments: 'Entregar em horário comercial; portaria 24 horas; em caso de ausência deixar com o porteiro.',
    context: { site: 'MLB', flows: ['b2c'], application: null, device: 'mobile', campaign: `inverno-${n % 30}` },
    mediations: [],
    fulfilled: status === 'delivered',
  })
}

function lineOf(n: number, i: number) {
  const unitPrice = (20 + Math.floor(chance(n, 20 + i) * 30_000) / 100).toFixed(2)
  return {
    id: n * 4 + i,
    sku: `SKU-${String(Math.floor(chance(n, 30 + i) * 4000)).padStart(5, '0')}`,
    title: PRODUCTS[Math.floor(chance(n, 40 + i) * PRODUCTS.length)] ?? '',
    quantity: 1 + Math.floor(chance(n, 50 + i) * 3),
    unitPrice,
    fullUnitPrice: unitPrice,
    saleFee: '11.50',
    categoryId: 'MLB31535',
    variation: {
      id: 178_000_000 + i,
      attributes: [
        { name: 'Cor', value: 'Branca' },
        { name: 'Tensão', value: 'Bivolt' },
      ],
    },
    warranty: 'Garantia do vendedor: 90 dias',
  }
}
