import { type EmulatorDefinition, type EmulatorRequest, json, type ProviderEmulator, type World } from '@tomada/sdk/emulator'
import { adminPage } from './admin-page.ts'
import { createAdmission } from './admission.ts'
import { answerCall, documentationPage } from './dispatch.ts'
import { createErp } from './erp.ts'
import type { Erp } from './erp.types.ts'
import { configureLimits } from './limits.ts'
import { faultAnswer, faultOfStatus } from './omie-fault.ts'
import { viewOrder } from './orders/order-view.ts'
import { configurePanel } from './panel.ts'
import { scenarios } from './scenarios.ts'
import { outboxOf } from './webhooks/outboxes.ts'

/** The fake of Omie's API: one address for each service, one verb, the call named in the body. */
export const omie: EmulatorDefinition = {
  name: 'omie',
  origins: ['https://app.omie.com.br'],
  create: (world) => createProvider(world),
}

function createProvider(world: World): ProviderEmulator {
  const erp = createErp(world)
  const admission = createAdmission(erp)
  const companies = () => [...erp.companies.values()]
  return {
    routes: [
      { method: 'POST', path: '/api/v1/:module/:service/', answer: (request) => answerCall(erp, admission, request) },
      { method: 'GET', path: '/api/v1/:module/:service/', answer: documentationPage },
      { method: 'POST', path: '/api/v1/:module/:service', answer: withSlash },
      { method: 'GET', path: '/api/v1/:module/:service', answer: withSlash },
    ],
    unknownRoute: () => faultAnswer('SOAP-ENV:Client-404', 'Not Found', 404),
    errorAnswer: faultOfStatus,
    scenarios: scenarios(erp),
    configureApp: (settings) => configurePanel(erp, settings),
    configureLimits: (settings) => configureLimits(erp, settings),
    state: () => viewState(erp),
    announcement: () => ({
      app: { clientId: '', clientSecret: '' },
      credentials: credentialsOf(erp),
      accounts: companies().map(({ name, appKey, appSecret, id, accountId }) => ({ name, appKey, appSecret, id, accountId })),
    }),
    page: (locale) => adminPage(erp, locale),
  }
}

function credentialsOf(erp: Erp): unknown {
  const [company] = erp.companies.values()
  return { authId: 'app-key', fields: { appKey: company?.appKey ?? '', appSecret: company?.appSecret ?? '' } }
}

/** Without the slash at its end the server sends the caller elsewhere, who then mostly asks with GET. */
function withSlash({ path }: EmulatorRequest) {
  return { ...json(301, {}), headers: { location: `${path}/` } }
}

function viewState(erp: Erp): unknown {
  return {
    panel: erp.panel,
    limits: erp.limits,
    outbox: outboxOf(erp).state(),
    companies: [...erp.companies.values()].map((company) => ({
      ...company,
      customers: [...company.customers.values()],
      products: [...company.products.values()],
      orders: [...company.orders.values()].map((order) => viewOrder(company, order, false)),
      invoices: [...company.invoices.values()],
      receivables: [...company.receivables.values()],
      pixes: [...company.pixes.values()],
      serviceOrders: [...company.serviceOrders.values()],
      balances: [...company.balances.values()],
      adjustments: [...company.adjustments.values()],
    })),
  }
}
