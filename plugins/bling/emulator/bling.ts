import type { EmulatorDefinition, ProviderEmulator, World } from '@tomada/sdk/emulator'
import { DEPOSITS, PAYMENT_METHODS, SALES_CHANNELS } from './account-settings.ts'
import { adminPage } from './admin-page.ts'
import { createAdmission } from './admission.ts'
import { configureApplication, viewApplication } from './application.ts'
import { contactRoutes } from './contacts/contact.routes.ts'
import { createErp, type Erp } from './erp.ts'
import { errorOfStatus, notFound } from './errors.ts'
import { invoiceRoutes } from './invoices/invoice.routes.ts'
import { configureLimits } from './limits.ts'
import { authorizationRoutes } from './oauth/authorization.routes.ts'
import { tokenRoutes } from './oauth/token.routes.ts'
import { orderRoutes } from './orders/order.routes.ts'
import { viewOrder } from './orders/order-view.ts'
import { productRoutes } from './products/product.routes.ts'
import { scenarios } from './scenarios.ts'
import { settingsRoutes } from './settings.routes.ts'
import { depositRoutes } from './stock/deposit.routes.ts'
import { stockRoutes } from './stock/stock.routes.ts'

/** The fake of Bling's API v3: API and authorisation page on one port. */
export const bling: EmulatorDefinition = {
  name: 'bling',
  origins: ['https://api.bling.com.br', 'https://www.bling.com.br', 'https://bling.com.br'],
  create: (world) => createProvider(world),
}

function createProvider(world: World): ProviderEmulator {
  const erp = createErp(world)
  return {
    ...createAdmission(erp),
    routes: [
      ...authorizationRoutes(erp),
      ...tokenRoutes(erp),
      ...contactRoutes(erp),
      ...orderRoutes(erp),
      ...productRoutes(erp),
      ...stockRoutes(erp),
      ...depositRoutes(erp),
      ...invoiceRoutes(erp),
      ...settingsRoutes(erp),
    ],
    unknownRoute: () => notFound(),
    errorAnswer: errorOfStatus,
    scenarios: scenarios(erp),
    configureApp: (settings) => configureApplication(erp, settings),
    configureLimits: (settings) => configureLimits(erp, settings),
    state: () => viewState(erp),
    announcement: () => ({
      app: viewApplication(erp),
      accounts: [...erp.companies.values()].map(({ login, id, name, cnpj }) => ({ login, id, name, cnpj })),
      paymentMethods: PAYMENT_METHODS,
      salesChannels: SALES_CHANNELS,
      deposits: DEPOSITS,
    }),
    page: (locale) => adminPage(erp, locale),
  }
}

function viewState(erp: Erp): unknown {
  return {
    app: viewApplication(erp),
    limits: erp.limits,
    companies: [...erp.companies.values()].map((company) => ({
      ...company,
      contacts: [...company.contacts.values()].map(({ id, body }) => ({ id, ...body })),
      orders: [...company.orders.values()].map((order) => ({ ...viewOrder(company, order), deleted: order.deleted })),
      products: [...company.products.values()].map(({ id, body, stock }) => ({ id, ...body, stock: Object.fromEntries(stock) })),
      invoices: [...company.invoices.values()],
    })),
    grants: [...erp.grants.values()],
    accessTokens: [...erp.accessTokens.values()],
    refreshTokens: [...erp.refreshTokens.values()],
  }
}
