import {
  BadSetting,
  type EmulatorDefinition,
  fieldsOf,
  json,
  type PageContent,
  type ProviderEmulator,
  textOf,
  type World,
} from '@tomada/sdk/emulator'
import { createCarrier } from './carrier.ts'
import { createSignIn } from './sign-in.ts'
import { createWebhooks } from './webhooks.ts'

/** The carrier Rota Certa, version 2 of its API, as its handbook has it. */
export const rotaCerta: EmulatorDefinition = {
  name: 'rota-certa',
  origins: ['https://api.rotacerta.example'],
  create: createRotaCerta,
}

function createRotaCerta(world: World): ProviderEmulator {
  const { guard, ...signIn } = createSignIn(world)
  const webhooks = createWebhooks(world)
  const carrier = createCarrier(world, webhooks.moved)
  const page: PageContent = {
    title: 'Rota Certa',
    explanation: 'Uma transportadora que não existe.',
    actions: [{ label: 'Mover um envio', path: '/scenario/move', body: {}, isMain: true }],
    faults: [],
    tables: [],
  }
  return {
    routes: [
      {
        method: 'GET',
        path: '/v2/contract',
        answer: (request) => guard(request, () => json(200, { contract: 70021, company: 'Loja Exemplo' })),
      },
      { method: 'GET', path: '/v2/quotes', answer: (request) => guard(request, carrier.quote) },
      { method: 'GET', path: '/v2/labels', answer: (request) => guard(request, carrier.findLabels) },
      { method: 'POST', path: '/v2/labels', answer: (request) => guard(request, carrier.createLabel) },
      { method: 'GET', path: '/v2/shipments', answer: (request) => guard(request, carrier.list) },
      { method: 'GET', path: '/v2/shipments/:code', answer: (request) => guard(request, carrier.read) },
    ],
    unknownRoute: () => json(404, { message: 'There is nothing here.' }),
    errorAnswer: (status) => json(status, { message: `Fault ${status}.` }),
    scenarios: {
      /** `{code?}`: the next station of a shipment. */
      move: (input) => carrier.move(textOf(fieldsOf(input)['code'])),
      revoke: () => signIn.revoke(),
    },
    configureApp(settings) {
      webhooks.configure(settings)
      return { callbackUrl: webhooks.url() }
    },
    configureLimits() {
      throw new BadSetting('This emulator has no limits to set.')
    },
    state: () => ({ shipments: carrier.all() }),
    announcement: () => signIn.announcement(),
    page: () => page,
  }
}
