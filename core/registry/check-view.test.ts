import { expect, test } from 'vitest'
import type { Action, ResourceView } from '../../sdk/manifest.gen.ts'
import { both, ORDER_FILES, ordersResource, shopFaults, shopManifest } from './testing/shop-connector.ts'

const REPLY: Action = {
  name: 'reply',
  displayName: both('Reply'),
  description: both('Answers.'),
  entry: 'actions/reply.json',
  input: 'schemas/reply.input.json',
  output: 'schemas/reply.output.json',
  sample: 'samples/reply.json',
  effect: 'send',
  repeatable: { mode: 'natural' },
}
const INPUT = {
  type: 'object',
  required: ['orderId', 'text'],
  additionalProperties: false,
  properties: { orderId: { type: 'string', title: both('Order') }, text: { type: 'string', title: both('Text') } },
}
const FILES = {
  ...ORDER_FILES,
  'lists/orders.json': { request: { method: 'GET', url: 'https://api.shop.test/orders' }, paging: { kind: 'none' }, records: '' },
  'actions/reply.json': {
    request: { method: 'POST', url: 'https://api.shop.test/orders/{{input.orderId}}', json: { text: '{{input.text}}' } },
    output: { ok: true },
  },
  'schemas/reply.input.json': INPUT,
  'schemas/reply.output.json': { type: 'object', properties: { ok: { type: 'boolean', title: both('Done') } } },
  'samples/reply.json': { input: { orderId: '1', text: 'Hello' }, output: { ok: true } },
}
const INBOX: ResourceView = {
  kind: 'inbox',
  columns: ['status'],
  actions: [{ action: 'reply', input: { orderId: ['/id'] } }],
  inbox: { open: { field: 'status', equals: 'open' }, askedAt: 'changedAt', reply: 'reply', replyInput: 'text', text: '/buyer/name' },
}

async function faultsOf(view: Partial<ResourceView>): Promise<string> {
  const resource = ordersResource({ view: { ...INBOX, ...view } })
  return (await shopFaults(shopManifest({ resources: [resource], actions: [REPLY] }), FILES)).join('\n')
}

test('an inbox that is answered by an action of its view is fine', async () => {
  expect(await faultsOf({})).toBe('')
})

const { inbox } = INBOX
const BAD: ReadonlyArray<[what: string, view: Partial<ResourceView>, fault: string]> = [
  [
    'an input that its action does not have',
    { actions: [{ action: 'reply', input: { id: ['/id'] } }] },
    '/actions/0/input/id: reply has no input id',
  ],
  [
    'an input read from nowhere',
    { actions: [{ action: 'reply', input: { orderId: ['/nr'] } }] },
    '/actions/0/input/orderId/0: /nr leads nowhere',
  ],
  [
    'an input that is decided and asked for',
    { actions: [{ action: 'reply', input: { orderId: ['/id'] }, prefill: { orderId: ['/id'] } }] },
    '/actions/0/prefill/orderId: the record decides it',
  ],
  [
    'an action twice',
    { actions: [{ action: 'reply' }, { action: 'reply', input: { orderId: ['/id'] } }] },
    '/actions/0/action: reply is offered twice',
  ],
  [
    'a condition on a field that is not there',
    { actions: [{ action: 'reply', when: { field: 'state', in: ['a'] } }] },
    '/actions/0/when/field: there is no field state',
  ],
  ['an inbox whose answer is not offered', { actions: [] }, '/inbox/reply: reply is not among the actions of the view'],
  ...(inbox === undefined
    ? []
    : ([
        ['an answer that nobody can write', { inbox: { ...inbox, replyInput: 'words' } }, '/inbox/replyInput: reply has no input words'],
        ['an answer that the record decides', { inbox: { ...inbox, replyInput: 'orderId' } }, '/inbox/replyInput: the record decides it'],
        [
          'what waits found by no filter',
          { inbox: { ...inbox, open: { field: 'total', equals: '1' } } },
          '/inbox/open/field: what waits is found',
        ],
        ['what waits in no order', { inbox: { ...inbox, askedAt: 'status' } }, '/inbox/askedAt: what waits longest'],
      ] satisfies Array<[string, Partial<ResourceView>, string]>)),
]

test.each(BAD)('a view with %s is refused by name', async (_what, view, expected) => {
  expect(await faultsOf(view)).toContain(expected)
})
