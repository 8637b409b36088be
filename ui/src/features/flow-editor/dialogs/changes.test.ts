import { emptyDefinition, type FlowDefinition } from '@tomada/sdk/flow'
import { expect, test } from 'vitest'
import { summarise } from './changes.ts'

test('the publish dialog names what was added, removed and changed, and ignores positions', () => {
  const published: FlowDefinition = {
    ...emptyDefinition(),
    steps: { s1: { kind: 'map', name: 'one', value: { a: 1 } }, s2: { kind: 'map', name: 'two', value: {} } },
  }
  const draft: FlowDefinition = {
    ...published,
    steps: { s1: { kind: 'map', name: 'one', value: { a: 2 } }, s3: { kind: 'map', name: 'three', title: 'Três', value: {} } },
    layout: { s1: { x: 9, y: 9 } },
  }
  expect(summarise(published, draft)).toEqual({
    trigger: false,
    steps: [
      { id: 's2', title: 'two', what: 'removed', fields: [] },
      { id: 's1', title: 'one', what: 'changed', fields: ['value.a'] },
      { id: 's3', title: 'Três', what: 'added', fields: [] },
    ],
  })
})
