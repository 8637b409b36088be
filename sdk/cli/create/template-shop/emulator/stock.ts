import { type EmulatorAnswer, type EmulatorRequest, fieldsOf, json, numberOf, textOf, type World } from '@tomada/sdk/emulator'

interface Stored {
  id: number
  name: string
  status: string
  price: string
  updatedAt: string
}

const FIRST_ID = 1001
const SEEDED = 120
const LARGEST_PAGE = 100

/** What the shop has, and what it answers about it. `changed` is told the id. */
export function createStock(world: World, changed: (id: string) => void) {
  const stored = new Map<number, Stored>()
  const byKey = new Map<string, Stored>()
  const now = () => new Date(world.clock.now()).toISOString()
  for (let index = 0; index < SEEDED; index++) {
    const id = FIRST_ID + index
    const updatedAt = new Date(world.clock.now() - (SEEDED - index) * 3_600_000).toISOString()
    stored.set(id, { id, name: `Sample ${index + 1}`, status: index % 3 === 0 ? 'closed' : 'open', price: `${10 + index}.50`, updatedAt })
  }

  function list({ query }: EmulatorRequest): EmulatorAnswer {
    const since = Date.parse(query.get('updatedSince') ?? '') || 0
    const perPage = Math.min(numberOf(query.get('perPage')) ?? LARGEST_PAGE, LARGEST_PAGE)
    const page = numberOf(query.get('page')) ?? 1
    const found = [...stored.values()].filter((one) => Date.parse(one.updatedAt) >= since)
    return json(200, { items: found.slice((page - 1) * perPage, page * perPage), total: found.length })
  }

  function read({ params }: EmulatorRequest): EmulatorAnswer {
    const found = stored.get(Number(params['id']))
    return found === undefined ? json(404, { message: 'There is no such widget.' }) : json(200, found)
  }

  function create(request: EmulatorRequest): EmulatorAnswer {
    const key = request.headers['idempotency-key'] ?? null
    const known = key === null ? undefined : byKey.get(key)
    if (known !== undefined) return json(200, known)
    const { name, price } = fieldsOf(request.json)
    if (textOf(name) === undefined || textOf(price) === undefined) return json(422, { message: 'A widget has a name and a price.' })
    const one: Stored = { id: FIRST_ID + stored.size, name: String(name), status: 'open', price: String(price), updatedAt: now() }
    stored.set(one.id, one)
    if (key !== null) byKey.set(key, one)
    world.ledger.record({
      kind: 'widget.created',
      key,
      id: String(one.id),
      account: '1',
      requestId: request.id,
      details: { name: one.name, price: one.price },
    })
    changed(String(one.id))
    return json(201, one)
  }

  function change(id: string | undefined): unknown {
    const one = stored.get(Number(id ?? FIRST_ID))
    if (one === undefined) return { changed: null }
    one.status = one.status === 'open' ? 'closed' : 'open'
    one.updatedAt = now()
    changed(String(one.id))
    return { changed: one }
  }

  return { list, read, create, change, all: () => [...stored.values()] }
}
