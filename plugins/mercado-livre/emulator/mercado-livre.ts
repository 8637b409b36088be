import type { EmulatorDefinition, ProviderEmulator, World } from '@tomada/sdk/emulator'
import { accessSwitches } from './access-switches.ts'
import { adminPage } from './admin-page.ts'
import { aftersaleScenarios } from './aftersale-scenarios.ts'
import { configureApplication, viewApplication } from './application.ts'
import { catalogueRoutes, testUserRoute } from './catalogue.routes.ts'
import { catalogueScenarios } from './catalogue-scenarios.ts'
import { claimRoutes } from './claims/claim.routes.ts'
import { errorOfStatus, notFound } from './errors.ts'
import { itemRoutes } from './items/item.routes.ts'
import { configureLimits, createAdmission } from './limits.ts'
import { createMarket, type Market } from './market.ts'
import { attachmentRoutes } from './messages/attachment.routes.ts'
import { messageRoutes } from './messages/message.routes.ts'
import { missedFeedRoutes } from './notifications/missed-feeds.routes.ts'
import { notifyScenario } from './notifications/topics.ts'
import { authorizationRoutes } from './oauth/authorization.routes.ts'
import { tokenRoutes } from './oauth/token.routes.ts'
import { orderRoutes } from './orders/order.routes.ts'
import { cancelOrder, payOrder } from './orders/order-changes.ts'
import { sell } from './orders/sell.ts'
import { askerRoutes } from './questions/asker.routes.ts'
import { questionRoutes } from './questions/question.routes.ts'
import { historyScenario } from './seed-history.ts'
import { shipmentRoutes } from './shipments/shipment.routes.ts'
import { userRoutes } from './users.routes.ts'

/** The fake of Mercado Livre (site MLB): API and authorisation page on one port. */
export const mercadoLivre: EmulatorDefinition = {
  name: 'mercado-livre',
  origins: ['https://api.mercadolibre.com', 'https://auth.mercadolivre.com.br'],
  create: (world) => createProvider(world),
}

function createProvider(world: World): ProviderEmulator {
  const market = createMarket(world)
  return {
    routes: [
      ...authorizationRoutes(market),
      ...tokenRoutes(market),
      ...orderRoutes(market),
      testUserRoute(market),
      ...userRoutes(market),
      ...catalogueRoutes(market),
      ...itemRoutes(market),
      ...shipmentRoutes(market),
      ...questionRoutes(market),
      ...askerRoutes(market),
      ...attachmentRoutes(market),
      ...messageRoutes(market),
      ...claimRoutes(market),
      ...missedFeedRoutes(market),
    ],
    admit: createAdmission(market),
    unknownRoute: () => notFound('Resource not found'),
    errorAnswer: errorOfStatus,
    scenarios: {
      sell: (input) => sell(market, input),
      pay: (input) => payOrder(market, input),
      cancel: (input) => cancelOrder(market, input),
      ...aftersaleScenarios(market),
      ...catalogueScenarios(market),
      ...accessSwitches(market),
      history: historyScenario(market),
      notify: notifyScenario(market),
    },
    configureApp: (settings) => configureApplication(market, settings),
    configureLimits: (settings) => configureLimits(market, settings),
    state: () => viewState(market),
    announcement: () => ({ app: viewApplication(market), accounts: market.logins }),
    page: (locale) => adminPage(market, locale),
  }
}

function viewState(market: Market): unknown {
  return {
    app: viewApplication(market),
    limits: market.limits,
    users: [...market.users.values()],
    listings: [...market.listings.values()],
    orders: [...market.orders.values()],
    questions: [...market.questions.values()],
    shipments: [...market.shipments.values()],
    messages: [...market.messages.values()],
    claims: [...market.claims.values()],
    grants: [...market.grants.values()],
    accessTokens: [...market.accessTokens.values()],
    refreshTokens: [...market.refreshTokens.values()],
    missedFeeds: market.missedFeeds,
  }
}
