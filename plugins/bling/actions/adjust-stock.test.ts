import { expect, test } from 'vitest'
import { useCapabilities } from '../../../core/testing/capabilities.ts'

const bling = useCapabilities('bling', 'https://api.bling.com.br')

test('an adjustment says which way it goes', async () => {
  await bling().replay('adjust-stock')
})

test('a connection that breaks after an adjustment was sent is for a person to decide', async () => {
  const { provider, run, actions } = bling()
  provider.answers.push({ hangUp: true })
  const input = { operacao: 'E', produtoId: '1', depositoId: '2', quantidade: 3 }
  expect(await run('adjust-stock', input)).toMatchObject({ ok: false, failure: { class: 'retry', effect: 'maybe' } })
  expect(actions.facts('bling', 'adjust-stock').repeatable).toEqual({ mode: 'never' })
})
