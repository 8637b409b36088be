import { type EmulatorAnswer, type EmulatorRequest, type EmulatorRoute, fieldsOf, json, numberOf, textOf } from '@tomada/sdk/emulator'
import { badRequest, notFound, notYours } from './errors.ts'
import type { Market } from './market.ts'
import { authorized } from './oauth/grants.ts'

const CATEGORIES = [
  { id: 'MLB1144', name: 'Papelaria', children: ['MLB44011'] },
  { id: 'MLB44011', name: 'Cadernos', children: [] },
]
const FEES: Readonly<Record<string, number>> = { gold_special: 0.12, gold_pro: 0.17, free: 0 }

/** Categories and prices of listing, so much of them as the sheet shows. */
export function catalogueRoutes(market: Market): EmulatorRoute[] {
  const get = (path: string, answer: (request: EmulatorRequest) => EmulatorAnswer): EmulatorRoute => ({
    method: 'GET',
    path,
    answer: authorized(market, answer),
  })
  return [
    get('/sites/MLB/categories', () =>
      json(
        200,
        CATEGORIES.slice(0, 1).map(({ id, name }) => ({ id, name })),
      ),
    ),
    get('/sites/MLB/search', () => notYours()),
    get('/sites/MLB/domain_discovery/search', () =>
      json(200, [
        { domain_id: 'MLB-NOTEBOOKS', domain_name: 'Cadernos', category_id: 'MLB44011', category_name: 'Cadernos', attributes: [] },
      ]),
    ),
    get('/sites/MLB/listing_prices', listingPrices),
    get('/sites/MLB/user-products-families/:family', (request) =>
      json(200, { user_products_ids: [], family_id: request.params['family'] ?? '', site_id: 'MLB' }),
    ),
    get('/categories/:id', readCategory),
    get('/categories/:id/attributes', categoryAttributes),
    get('/categories/:id/listing_types', () =>
      json(
        200,
        Object.keys(FEES).map((id) => ({ id, name: id })),
      ),
    ),
    get('/categories/:id/technical_specs/input', () => json(200, { groups: [] })),
    get('/categories/:id/technical_specs/output', () => json(200, { groups: [] })),
    {
      method: 'POST',
      path: '/categories/:id/attributes/conditional',
      answer: authorized(market, () => json(200, { required_attributes: [{ id: 'GTIN' }] })),
    },
  ]
}

function readCategory(request: EmulatorRequest): EmulatorAnswer {
  const category = CATEGORIES.find(({ id }) => id === request.params['id'])
  if (!category) return notFound('Category not found')
  const named = (ids: readonly string[]) => CATEGORIES.filter(({ id }) => ids.includes(id)).map(({ id, name }) => ({ id, name }))
  return json(200, {
    id: category.id,
    name: category.name,
    path_from_root: named(category.children.length > 0 ? ['MLB1144'] : ['MLB1144', category.id]),
    children_categories: named(category.children),
    settings: { max_title_length: 60, currencies: ['BRL'] },
  })
}

/** `tags` is a map for one attribute and a list of names for the next, as it is at Mercado Livre. */
function categoryAttributes(): EmulatorAnswer {
  return json(200, [
    { id: 'BRAND', name: 'Marca', value_type: 'string', tags: { required: true } },
    { id: 'GTIN', name: 'Código universal', value_type: 'string', tags: ['conditional_required'] },
    { id: 'COLOR', name: 'Cor', value_type: 'list', tags: ['allow_variations'] },
  ])
}

/** An object with `listing_type_id`, a list without. */
function listingPrices(request: EmulatorRequest): EmulatorAnswer {
  const price = numberOf(request.query.get('price'))
  if (price === undefined) return badRequest('price is required')
  const view = (listing_type_id: string, share: number) => ({
    listing_type_id,
    currency_id: 'BRL',
    sale_fee_amount: Math.round(price * share * 100) / 100,
    listing_fee_amount: 0,
  })
  const asked = textOf(request.query.get('listing_type_id'))
  if (asked === undefined)
    return json(
      200,
      Object.entries(FEES).map(([id, share]) => view(id, share)),
    )
  const share = Object.hasOwn(FEES, asked) ? FEES[asked] : undefined
  return share === undefined ? badRequest('listing_type_id is invalid') : json(200, view(asked, share))
}

/** `POST /users/test_user {"site_id":"MLB"}`: ten at most, the password is shown once. */
export function testUserRoute(market: Market): EmulatorRoute {
  return {
    method: 'POST',
    path: '/users/test_user',
    answer: authorized(market, (request) => {
      if (fieldsOf(request.json)['site_id'] !== 'MLB') return badRequest('site_id is required')
      if (market.testUsers.length >= 10) return badRequest('You have reached the maximum of 10 test users')
      const id = Number(market.random.digits(9))
      market.testUsers.push(id)
      return json(201, {
        id,
        nickname: `TESTUSER${market.random.digits(7)}`,
        password: `qatest${market.random.digits(4)}`,
        site_status: 'active',
      })
    }),
  }
}
