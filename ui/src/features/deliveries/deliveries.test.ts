import { expect, test } from 'vitest'
import { readBody } from './delivery-body.ts'
import { sourceOf } from './delivery-source.ts'

const flows = [{ id: 'flw_1', name: 'Pedidos' }]
const connectors = [{ name: 'acme', displayName: 'Acme' }]

test('a message is told by the flow or the connector it came to', () => {
  expect(sourceOf('flow:flw_1', flows, connectors)).toEqual({ kind: 'flow', flowId: 'flw_1', name: 'Pedidos' })
  expect(sourceOf('acme/events', flows, connectors)).toEqual({ kind: 'connector', plugin: 'acme', webhook: 'events', name: 'Acme' })
})

test('a message of a flow or connector that is gone is still shown', () => {
  expect(sourceOf('flow:flw_2', flows, connectors).name).toBeNull()
  expect(sourceOf('gone/events', flows, connectors)).toEqual({ kind: 'connector', plugin: 'gone', webhook: 'events', name: null })
})

test('a JSON body has a tree, and its size counts bytes, not letters', () => {
  expect(readBody('{"nome":"São"}')).toEqual({ text: '{"nome":"São"}', isBinary: false, size: 15, json: { nome: 'São' } })
})

test('a body that is no JSON, or empty, is shown as text only', () => {
  expect(readBody('a=1&b=2').json).toBeUndefined()
  expect(readBody('')).toEqual({ text: '', isBinary: false, size: 0 })
})

test('bytes that are no text are shown as base64 with their real size', () => {
  expect(readBody('base64:AAEC/w==')).toEqual({ text: 'AAEC/w==', isBinary: true, size: 4 })
})
