import {
  type EmulatorAnswer,
  type EmulatorDefinition,
  type EmulatorRequest,
  json,
  type ProviderEmulator,
  type World,
} from '@tomada/sdk/emulator'
import { adminPage } from './admin-page.ts'
import { admit, fieldsOfV2, limitHeaders } from './admission.ts'
import { createErp, type Erp } from './erp.ts'
import { authorizationRoutes } from './oauth/authorization.routes.ts'
import { tokenRoutes } from './oauth/token.routes.ts'
import { scenarios } from './scenarios.ts'
import { configureApplication, configureLimits } from './settings.ts'
import { failed, V2 } from './v2/envelope.ts'
import { v2Routes } from './v2/operations.ts'
import { notFound, refusal } from './v3/answers.ts'
import { contactRoutes } from './v3/contact.routes.ts'
import { invoiceRoutes } from './v3/invoice.routes.ts'
import { lookupRoutes } from './v3/lookup.routes.ts'
import { orderRoutes } from './v3/order.routes.ts'
import { partRoutes } from './v3/parts.routes.ts'
import { productRoutes } from './v3/product.routes.ts'
import { accountOfToken } from './v3/signed-in.ts'
import { stockRoutes } from './v3/stock.routes.ts'

/** The fake of Tiny ERP (Olist ERP): API v2, API v3 and the Keycloak realm of v3 on one port, over the same accounts. */
export const tiny: EmulatorDefinition = {
  name: 'tiny',
  origins: ['https://api.tiny.com.br', 'https://accounts.tiny.com.br'],
  create: (world) => createProvider(world),
}

function createProvider(world: World): ProviderEmulator {
  const erp = createErp(world)
  const v3 = [
    ...lookupRoutes(erp),
    ...partRoutes(erp),
    ...productRoutes(erp),
    ...stockRoutes(erp),
    ...contactRoutes(erp),
    ...orderRoutes(erp),
    ...invoiceRoutes(erp),
  ].map((route) => ({ ...route, answer: async (request: EmulatorRequest) => withLimits(erp, request, await route.answer(request)) }))
  return {
    admit: (request) => admit(erp, request),
    routes: [...authorizationRoutes(erp), ...tokenRoutes(erp), ...v2Routes(erp), ...v3],
    unknownRoute: () => notFound(),
    errorAnswer: (status, request) => errorAnswer(erp, status, request),
    scenarios: scenarios(erp),
    configureApp: (settings) => configureApplication(erp, settings),
    configureLimits: (settings) => configureLimits(erp, settings),
    state: () => viewState(erp),
    announcement: () => ({
      app: { ...erp.app },
      accounts: erp.accounts.map(({ login, name, cnpj, token, plan, shops, deposits }) => ({
        login,
        name,
        cnpj,
        token,
        plan,
        shops,
        deposits,
      })),
    }),
    page: (locale) => adminPage(erp, locale),
  }
}

function withLimits(erp: Erp, request: EmulatorRequest, answer: EmulatorAnswer): EmulatorAnswer {
  const known = accountOfToken(erp, request)
  return known === null ? answer : { ...answer, headers: { ...answer.headers, ...limitHeaders(erp, known.account) } }
}

/** v2 says nearly everything with HTTP 200: too many, failed inside, under maintenance. Some gateways answer 503 all the same. */
function errorAnswer(erp: Erp, status: number, request: EmulatorRequest): EmulatorAnswer {
  if (request.path.startsWith(V2)) {
    const fields = fieldsOfV2(request)
    if (status === 429) return failed(fields, 6, 'API Bloqueada - Excedido o número de acessos a API')
    if (status === 500) return failed(fields, 35, 'Ocorreu um erro inesperado, tente novamente mais tarde')
    return { status, text: 'Service Unavailable', headers: { 'content-type': 'text/plain' } }
  }
  const known = accountOfToken(erp, request)
  if (status === 429) return { status, headers: known === null ? {} : limitHeaders(erp, known.account) }
  return status === 503 ? json(status, {}) : refusal(status, 'Erro interno')
}

function viewState(erp: Erp): unknown {
  return {
    app: erp.app,
    limits: erp.limits,
    accounts: erp.accounts.map((account) => ({
      ...account,
      products: [...account.products.values()].map((product) => ({ ...product, stock: Object.fromEntries(product.stock) })),
      contacts: [...account.contacts.values()],
      orders: [...account.orders.values()],
      invoices: [...account.invoices.values()],
      stockQueue: [...account.stockQueue.keys()],
    })),
    grants: [...erp.grants.values()],
  }
}
