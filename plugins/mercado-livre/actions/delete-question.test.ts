import { expect, test } from 'vitest'
import { useCapabilities } from '../../../core/testing/capabilities.ts'

const mercadoLivre = useCapabilities('mercado-livre', 'https://api.mercadolibre.com')

test('a question is deleted', async () => {
  await mercadoLivre().replay('delete-question')
})

test('a question that is gone already is as wanted', async () => {
  const { provider, run } = mercadoLivre()
  provider.answers.push({ status: 404, json: { message: 'Question not found', error: 'not_found', status: 404 } })
  expect(await run('delete-question', { questionId: '1' })).toMatchObject({ ok: true, output: { questionId: '1' } })
})
