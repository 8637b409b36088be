import { expect, test } from 'vitest'
import { useCapabilities } from '../../../core/testing/capabilities.ts'

const mercadoLivre = useCapabilities('mercado-livre', 'https://api.mercadolibre.com')
const INPUT = { questionId: '3957150025', text: 'Tem sim.' }
const ANSWERED = { id: 3957150025, status: 'ANSWERED', text: 'Tem?', answer: { text: 'Tem sim.', status: 'ACTIVE' } }

test('a question is looked at and answered', async () => {
  await mercadoLivre().replay('answer-question')
})

test('ML-26 the same answer again posts nothing, another answer is refused', async () => {
  const { provider, run } = mercadoLivre()
  provider.answers.push({ json: ANSWERED }, { json: ANSWERED })
  expect(await run('answer-question', INPUT)).toMatchObject({ ok: true, output: { status: 'ANSWERED', text: 'Tem sim.' } })
  expect(await run('answer-question', { ...INPUT, text: 'Não tem.' })).toMatchObject({
    ok: false,
    failure: { class: 'conflict', effect: 'no' },
  })
  expect(provider.requests.map(({ method }) => method)).toEqual(['GET', 'GET'])
})

test('an answer whose outcome is unknown is found again by the question', async () => {
  const { provider, run, lookup, actions } = mercadoLivre()
  provider.answers.push({ json: { ...ANSWERED, status: 'UNANSWERED', answer: null } }, { hangUp: true }, { json: ANSWERED })
  expect(await run('answer-question', INPUT)).toMatchObject({ ok: false, failure: { effect: 'maybe' } })
  expect(await lookup('answer-question', INPUT)).toMatchObject({ ok: true, output: { questionId: '3957150025', text: 'Tem sim.' } })
  expect(actions.naturalKey('mercado-livre', 'answer-question', INPUT)).toBe('["3957150025"]')
})

test('a banned or closed question takes no answer', async () => {
  const { provider, run } = mercadoLivre()
  provider.answers.push({ json: { ...ANSWERED, status: 'BANNED', text: '', answer: null } })
  expect(await run('answer-question', INPUT)).toMatchObject({
    ok: false,
    failure: { class: 'conflict', message: expect.stringContaining('BANNED') },
  })
})
