import {
  BadSetting,
  type EmulatorAnswer,
  type EmulatorDefinition,
  fieldsOf,
  json,
  type PageContent,
  type ProviderEmulator,
  textOf,
  type World,
} from '@tomada/sdk/emulator'
import { createSignIn } from './sign-in.ts'
import { createStock } from './stock.ts'
import { createWebhooks } from './webhooks.ts'

/**
 * Template Shop as its documentation describes it: replace this by what the real provider does, number for number. It shares no code
 * with the connector, so that a misunderstanding on one side is seen on the other.
 */
export const shop: EmulatorDefinition = {
  name: 'template-shop',
  origins: ['https://api.template-shop.example'],
  create: createShop,
}

function createShop(world: World): ProviderEmulator {
  const signIn = createSignIn(world)
  const webhooks = createWebhooks(world)
  const stock = createStock(world, (id) => webhooks.announce('widget.changed', id))
  const page: PageContent = {
    title: 'Template Shop',
    explanation: 'A shop that does not exist.',
    actions: [{ label: 'Change a widget', path: '/scenario/change', body: {}, isMain: true }],
    faults: [],
    tables: [],
  }
  return {
    routes: [
      ...signIn.routes,
      { method: 'GET', path: '/v1/account', answer: (request) => signIn.guard(request, () => json(200, { id: 1, name: 'Loja Exemplo' })) },
      { method: 'GET', path: '/v1/widgets', answer: (request) => signIn.guard(request, stock.list) },
      { method: 'GET', path: '/v1/widgets/:id', answer: (request) => signIn.guard(request, stock.read) },
      { method: 'POST', path: '/v1/widgets', answer: (request) => signIn.guard(request, stock.create) },
    ],
    unknownRoute: () => failure(404, 'There is nothing here.'),
    errorAnswer: (status) => failure(status, `Fault ${status}.`),
    scenarios: {
      /** `{id?}`: somebody changes a widget in the shop. */
      change: (input) => stock.change(textOf(fieldsOf(input)['id'])),
      /** Nobody gets in any more with what was given so far. */
      revoke: () => signIn.revoke(),
    },
    configureApp(settings) {
      webhooks.configure(settings)
      return { ...signIn.configure(settings), callbackUrl: webhooks.url() }
    },
    configureLimits() {
      throw new BadSetting('This emulator has no limits to set.')
    },
    state: () => ({ stored: stock.all() }),
    announcement: () => signIn.announcement(),
    page: () => page,
  }
}

export function failure(status: number, message: string): EmulatorAnswer {
  return json(status, { message })
}
