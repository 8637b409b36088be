import { type EmulatorAnswer, type EmulatorRequest, fieldsOf, json, numberOf, textOf, type World } from '@tomada/sdk/emulator'

interface Shipment {
  id: string
  order_number: string
  status: string
  service: string
  price: string
  recipient: { name: string; city: string; postal_code: string }
  updated_at: string
}

const SEEDED = 90
const WAY = ['posted', 'in_transit', 'out_for_delivery', 'delivered']
const CITIES = ['São Paulo', 'Curitiba', 'Recife', 'Manaus']
const SERVICES = [
  { code: 'EXP', name: 'Expressa', cents: 2000, perKilo: 1120, days: 2 },
  { code: 'ECO', name: 'Econômica', cents: 1200, perKilo: 672, days: 6 },
]

/** Shipments, labels and quotes of one contract. `moved` is told of every shipment that changes. */
export function createCarrier(world: World, moved: (shipment: { id: string; status: string }) => void) {
  const shipments = new Map<string, Shipment>()
  for (let index = 0; index < SEEDED; index++) add(`PED-${1001 + index}`, index, world.clock.now() - (SEEDED - index) * 3_600_000)

  function add(orderNumber: string, index: number, at: number): Shipment {
    const city = CITIES[index % CITIES.length] ?? ''
    const shipment: Shipment = {
      id: `RC${String(shipments.size + 1).padStart(6, '0')}`,
      order_number: orderNumber,
      status: WAY[index % WAY.length] ?? 'posted',
      service: index % 2 === 0 ? 'EXP' : 'ECO',
      price: `${18 + (index % 30)}.90`,
      recipient: { name: `Cliente ${index + 1}`, city, postal_code: '01001000' },
      updated_at: new Date(at).toISOString(),
    }
    shipments.set(shipment.id, shipment)
    return shipment
  }

  /** Cursors are the last code of the page, and stay good. */
  function list({ query }: EmulatorRequest): EmulatorAnswer {
    const since = Date.parse(query.get('updated_after') ?? '') || 0
    const limit = Math.min(numberOf(query.get('limit')) ?? 40, 40)
    const found = [...shipments.values()].filter((one) => Date.parse(one.updated_at) >= since)
    const start = found.findIndex((one) => one.id === query.get('cursor')) + 1
    const page = found.slice(start, start + limit)
    const next = start + limit < found.length ? (page.at(-1)?.id ?? null) : null
    return json(200, { shipments: page, next_cursor: next })
  }

  function read({ params }: EmulatorRequest): EmulatorAnswer {
    const found = shipments.get(params['code'] ?? '')
    return found === undefined ? json(404, { message: 'Unknown tracking code.' }) : json(200, found)
  }

  function quote({ query }: EmulatorRequest): EmulatorAnswer {
    const grams = numberOf(query.get('weight_g'))
    if (grams === undefined || !/^\d{8}$/.test(query.get('to') ?? '')) return json(422, { message: 'weight_g and to are needed.' })
    const services = SERVICES.map(({ code, name, cents, perKilo, days }) => ({
      code,
      name,
      price_cents: cents + Math.round((perKilo * grams) / 1000),
      days,
    }))
    return json(200, { services })
  }

  function findLabels({ query }: EmulatorRequest): EmulatorAnswer {
    const labels = [...shipments.values()].filter((one) => one.order_number === query.get('order_number')).map(labelOf)
    return json(200, { labels })
  }

  /** The carrier checks nothing: a second call buys a second label. */
  function createLabel(request: EmulatorRequest): EmulatorAnswer {
    const { order_number, service, recipient } = fieldsOf(request.json)
    const orderNumber = textOf(order_number)
    if (orderNumber === undefined) return json(422, { message: 'order_number is needed.' })
    const shipment = add(orderNumber, 0, world.clock.now())
    const { name, city } = fieldsOf(recipient)
    Object.assign(shipment, { service: textOf(service) ?? 'EXP', status: 'label_created' })
    Object.assign(shipment.recipient, { name: textOf(name) ?? '', city: textOf(city) ?? '' })
    const details = { service: shipment.service }
    const effect = { kind: 'label.created', key: orderNumber, id: shipment.id, account: '70021', requestId: request.id, details }
    world.ledger.record(effect)
    return json(201, labelOf(shipment))
  }

  /** The next station of this shipment, or of the first. */
  function move(code: string | undefined): unknown {
    const shipment = shipments.get(code ?? 'RC000001')
    if (shipment === undefined) return { moved: null }
    shipment.status = WAY[WAY.indexOf(shipment.status) + 1] ?? 'delivered'
    shipment.updated_at = new Date(world.clock.now()).toISOString()
    moved(shipment)
    return { moved: shipment }
  }

  return { list, read, quote, findLabels, createLabel, move, all: () => [...shipments.values()] }
}

function labelOf({ id, service, price }: Shipment) {
  return { tracking_code: id, service, price, pdf_url: `https://api.rotacerta.example/labels/${id}.pdf` }
}
