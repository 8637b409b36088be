import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import type { Json } from '../../sdk/flow/definition.ts'
import type { Manifest } from '../../sdk/manifest.gen.ts'
import { answerClassifier } from './answer-failure.ts'

const NOON_IN_SAO_PAULO = Date.UTC(2026, 10, 21, 15)

/** `body` as JSON when it is not text. */
function meaning(connector: string, status: number, body: Json, headers: Record<string, string> = {}) {
  const manifest: Manifest = JSON.parse(readFileSync(new URL(`../../plugins/${connector}/manifest.json`, import.meta.url), 'utf8'))
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  return answerClassifier(manifest.errors)({ status, headers, json: typeof body === 'string' ? null : body, text }, NOON_IN_SAO_PAULO)
}

const limit = (period: string) => ({
  error: {
    type: 'TOO_MANY_REQUESTS',
    message: 'Limite de requisições atingido.',
    description: `O limite por ${period} foi atingido`,
    limit: 3,
    period,
  },
})

test('Bling: the limit per second waits a second, the one per day until midnight in São Paulo', () => {
  expect(meaning('bling', 429, limit('second'))).toMatchObject({
    class: 'rateLimited',
    retryAfterMs: 1000,
    effect: 'no',
    code: 'rate_limited',
  })
  expect(meaning('bling', 429, limit('day'))).toMatchObject({ class: 'rateLimited', retryAfterMs: 12 * 3600_000, effect: 'no' })
  expect(meaning('bling', 429, limit('second'), { 'retry-after': '7' })).toMatchObject({ retryAfterMs: 7000 })
})

test('Bling: a validation error is final and says the innermost message', () => {
  const collection = [{ index: 1, code: 12, msg: 'Id da forma de pagamento inválido.', element: 'formaPagamento', namespace: 'VENDAS' }]
  const fields = [
    { code: 49, msg: 'Uma ou mais parcelas da venda possuem erros de validação', element: 'parcelas', namespace: 'VENDAS', collection },
  ]
  const error = { type: 'VALIDATION_ERROR', message: 'Não foi possível salvar a venda', description: 'A venda não pode ser salva', fields }
  expect(meaning('bling', 400, { error })).toMatchObject({
    class: 'permanent',
    effect: 'no',
    message: 'Id da forma de pagamento inválido.',
    provider: { status: 400, body: { error } },
  })
  expect(meaning('bling', 400, { error: { ...error, fields: [] } })).toMatchObject({ message: 'A venda não pode ser salva' })
})

test('Bling: a refused token asks for a new sign-in, an inactive company does not', () => {
  const invalid = { error: { type: 'invalid_token', message: 'invalid_token', description: 'The access token provided has expired' } }
  expect(meaning('bling', 401, invalid)).toMatchObject({ class: 'reauthorise', effect: 'no' })
  const inactive = {
    error: { type: 'UNAUTHORIZED_ERROR', message: 'Empresa inativa', description: 'A empresa vinculada ao token esta inativa.' },
  }
  expect(meaning('bling', 401, inactive)).toMatchObject({ class: 'permanent', message: 'A empresa vinculada ao token esta inativa.' })
  const scope = {
    error: { type: 'insufficient_scope', message: 'insufficient_scope', description: 'The request requires higher privileges' },
  }
  expect(meaning('bling', 403, scope)).toMatchObject({ class: 'permanent' })
})

test('Bling: a 500 may have been carried out, a 503 was not', () => {
  expect(meaning('bling', 500, { error: { type: 'SERVER_ERROR', description: 'Um erro interno ocorreu.' } })).toMatchObject({
    class: 'retry',
    effect: 'maybe',
  })
  expect(meaning('bling', 503, '<html>')).toMatchObject({ class: 'retry', effect: 'no' })
  expect(meaning('bling', 400, { error: { type: 'UNKNOWN_ERROR', description: 'Ocorreu um erro inesperado.' } })).toMatchObject({
    class: 'retry',
    effect: 'maybe',
  })
})

test('Mercado Livre: an order given in part is tried again', () => {
  expect(meaning('mercado-livre', 206, { id: 1 })).toMatchObject({ class: 'retry', effect: 'no' })
  expect(meaning('mercado-livre', 200, { id: 1 })).toBeNull()
})

test('Mercado Livre: the limit comes as JSON or as plain text', () => {
  expect(meaning('mercado-livre', 429, { message: 'Too Many Requests', error: 'too_many_requests', status: 429, cause: [] })).toMatchObject(
    { class: 'rateLimited', message: 'Too Many Requests' },
  )
  expect(meaning('mercado-livre', 429, 'local_rate_limited')).toMatchObject({ class: 'rateLimited' })
})

test('Mercado Livre: a blocked application is final, an invalid token asks for a new sign-in', () => {
  expect(meaning('mercado-livre', 401, { message: 'blocked', error: 'unauthorized_scopes', status: 401 })).toMatchObject({
    class: 'permanent',
  })
  expect(meaning('mercado-livre', 401, { message: 'invalid access token', error: 'unauthorized', status: 401, cause: [] })).toMatchObject({
    class: 'reauthorise',
  })
  expect(meaning('mercado-livre', 404, { message: 'Order not found.', error: 'order_not_found', status: 404, cause: null })).toMatchObject({
    class: 'notFound',
    message: 'Order not found.',
  })
})

test('an answer that is not what was declared still has the meaning that HTTP gives it', () => {
  const classify = answerClassifier([])
  const answer = (status: number) => classify({ status, headers: {}, json: null, text: 'x'.repeat(20_000) }, 0)
  expect(answer(204)).toBeNull()
  expect(answer(418)).toMatchObject({ class: 'permanent', effect: 'no' })
  expect(answer(502)).toMatchObject({ class: 'retry', effect: 'maybe' })
  expect(JSON.stringify(answer(502)).length).toBeLessThan(9000)
})

test('how long to wait may stand in what the provider says: seconds, or the clock’s next such time', () => {
  const wait = { pattern: '([0-9]+) segundos|às ([0-9:]{8})', seconds: 60 }
  const waits = (pattern: string, text: string) => {
    const rule = {
      when: { status: ['425'] },
      class: 'rateLimited' as const,
      message: '/text',
      wait: { ...wait, pattern, timezone: 'America/Sao_Paulo' },
    }
    const answer = { status: 425, headers: {}, json: { text }, text: JSON.stringify({ text }) }
    return answerClassifier([rule])(answer, Date.UTC(2026, 10, 21, 12, 0, 0))
  }
  // 12:00 UTC is 9:00 in São Paulo.
  expect(waits('([0-9]+) segundos', 'Tente novamente em 1678 segundos.')).toMatchObject({ retryAfterMs: 1_678_000 })
  expect(waits('às ([0-9:]{8})', 'tente novamente às 09:00:40. (1)')).toMatchObject({ retryAfterMs: 40_000 })
  expect(waits('às ([0-9:]{8})', 'tente novamente às 08:59:58. (1)')).toMatchObject({ retryAfterMs: 0 })
  expect(waits('às ([0-9:]{8})', 'tente novamente às 01:00:00. (1)')).toMatchObject({ retryAfterMs: 16 * 3_600_000 })
  expect(waits('([0-9]+) segundos', 'mais tarde')).toMatchObject({ retryAfterMs: 60_000 })
})
