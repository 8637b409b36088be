import { BadSetting, type Fields, numberOf, type Random, type Scenario, textOf } from '@tomada/sdk/emulator'
import { type Market, makeBuyer } from './market.ts'
import type { Listing, Order, Question, User } from './market.types.ts'
import { orderIdAt, orderTags } from './orders/sale.ts'
import { seedListings } from './seed-listings.ts'

const DAY_MS = 86_400_000
const MOST = 2_000_000
const BUYERS = 500
const UNANSWERED_SHARE = 0.1
const FEE_SHARE = 0.12

/**
 * `POST /scenario/history {orders?, listings?, questions?, days?, seller?}`: years of business at once, as the first seller's unless
 * another is named, without a single notification. Orders are whole records, oldest first, so that pages of a backfill hold what a real one holds.
 */
export function historyScenario(market: Market): Scenario {
  return (input: Fields) => {
    const name = textOf(input['seller'])
    const seller = [...market.users.values()].find((user) => user.isSeller && (name === undefined || user.nickname === name))
    if (!seller) throw new BadSetting(`There is no seller ${name ?? ''}.`)
    const days = countOf(input, 'days', 330)
    const random = market.random.fork(`history ${market.orders.revision}`)
    const listings = addListings(market, random, seller, countOf(input, 'listings', 0))
    const buyers = Array.from({ length: BUYERS }, () => makeBuyer(market, random.chance(0.15)))
    const subject: Subject = { market, random, seller, listings, buyers, days }
    const orders = countOf(input, 'orders', 0)
    for (let index = 0; index < orders; index++) market.orders.add(makeOrder(subject, index, orders))
    const questions = countOf(input, 'questions', 0)
    for (let index = 0; index < questions; index++) {
      const question = makeQuestion(subject, index, questions)
      market.questions.set(question.id, question)
    }
    return { orders, questions, listings: listings.length, sellerId: seller.id }
  }
}

interface Subject {
  market: Market
  random: Random
  seller: User
  listings: Listing[]
  buyers: User[]
  days: number
}

function countOf(input: Fields, name: string, unsaid: number): number {
  const count = numberOf(input[name]) ?? unsaid
  if (!Number.isInteger(count) || count < 0 || count > MOST) throw new BadSetting(`${name} must be a whole number up to ${MOST}.`)
  return count
}

function addListings(market: Market, random: Random, seller: User, count: number): Listing[] {
  const own = [...market.listings.values()].filter((listing) => listing.sellerId === seller.id)
  while (own.length < count) {
    for (const listing of seedListings(random, seller.id, market.world.clock.now())) {
      const unique: Listing = { ...listing, id: `MLB${4_000_000_000 + market.listings.size}`, sku: `${listing.sku}-${own.length}` }
      market.listings.set(unique.id, unique)
      own.push(unique)
    }
  }
  return own
}

/** The instants of a history are spread evenly and end now; ids follow them, one apart at least. */
function instantOf({ market, days }: Subject, index: number, count: number): number {
  return market.world.clock.now() - Math.floor(((count - index) / count) * days * DAY_MS)
}

function makeOrder(subject: Subject, index: number, count: number): Order {
  const { random, seller, listings, buyers, market } = subject
  const createdAt = instantOf(subject, index, count)
  const lines = Array.from({ length: random.between(1, 2) }, () => {
    const listing = random.pick(listings)
    return {
      listingId: listing.id,
      title: listing.title,
      categoryId: listing.categoryId,
      sku: listing.sku,
      quantity: random.between(1, 3),
      unitPriceCents: listing.priceCents,
      saleFeeCents: Math.round(listing.priceCents * FEE_SHARE),
      listingType: listing.listingType,
    }
  })
  return {
    id: Math.max(market.orders.lastId + 1, orderIdAt(createdAt)),
    packId: null,
    sellerId: seller.id,
    buyerId: random.pick(buyers).id,
    status: 'paid',
    lines,
    paymentId: 60_000_000_000 + market.orders.size,
    shippingId: 44_000_000_000 + market.orders.size,
    tags: orderTags('paid', null),
    createdAt,
    closedAt: createdAt + 60_000,
    updatedAt: createdAt + 120_000,
    readableAt: createdAt,
    searchableAt: createdAt,
    partialReads: 0,
  }
}

function makeQuestion(subject: Subject, index: number, count: number): Question {
  const { random, seller, listings, buyers, market } = subject
  const createdAt = instantOf(subject, index, count)
  const isOpen = random.chance(UNANSWERED_SHARE)
  const answeredAt = createdAt + random.between(1, 7_200) * 1000
  return {
    id: 13_000_000_000 + market.questions.size,
    itemId: random.pick(listings).id,
    sellerId: seller.id,
    buyerId: random.pick(buyers).id,
    status: isOpen ? 'UNANSWERED' : 'ANSWERED',
    text: 'Boa tarde, tem a pronta entrega?',
    answer: isOpen ? null : { text: 'Sim, enviamos hoje.', status: 'ACTIVE', createdAt: answeredAt },
    createdAt,
    updatedAt: isOpen ? createdAt : answeredAt,
  }
}
