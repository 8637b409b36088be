import { emptyDefinition, type FlowDefinition } from '@tomada/sdk/flow'
import { describe, expect, test } from 'vitest'
import { merge } from './merge.ts'

function flow(fields: { input?: Record<string, string>; note?: string; value?: string }): FlowDefinition {
  return {
    ...emptyDefinition(),
    steps: {
      s1: {
        kind: 'action',
        name: 'one',
        plugin: 'p',
        action: 'a',
        connectionId: 'c',
        input: fields.input ?? { a: '1', b: '1' },
        note: fields.note ?? 'n',
      },
      s2: { kind: 'map', name: 'two', value: { v: fields.value ?? '1' } },
    },
  }
}

describe('two people in one flow', () => {
  test('changes to different steps and different fields merge without a question', () => {
    const { definition, conflicts } = merge(
      flow({}),
      flow({ input: { a: 'mine', b: '1' } }),
      flow({ input: { a: '1', b: 'theirs' }, value: 'theirs' }),
    )
    expect(conflicts).toEqual([])
    expect(definition).toEqual(flow({ input: { a: 'mine', b: 'theirs' }, value: 'theirs' }))
  })

  test('the same field asks, and the answer holds', () => {
    const sides = [flow({}), flow({ note: 'mine' }), flow({ note: 'theirs' })] as const
    expect(merge(...sides).conflicts).toEqual([{ path: '/steps/s1/note', mine: 'mine', theirs: 'theirs' }])
    expect(merge(...sides, new Map([['/steps/s1/note', 'mine']])).definition).toEqual(flow({ note: 'mine' }))
    expect(merge(...sides, new Map([['/steps/s1/note', 'theirs']])).definition).toEqual(flow({ note: 'theirs' }))
  })

  test('the same change on both sides is no conflict', () => {
    expect(merge(flow({}), flow({ note: 'same' }), flow({ note: 'same' })).conflicts).toEqual([])
  })

  test('a step they removed while I changed it asks', () => {
    const theirs = flow({})
    const { s2: _gone, ...steps } = theirs.steps
    expect(merge(flow({}), flow({ value: 'mine' }), { ...theirs, steps }).conflicts).toHaveLength(1)
  })
})
