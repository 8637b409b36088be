import type { Witness } from '@tomada/sdk/emulator/testing/fault-matrix/error-table'
import { expect, test } from 'vitest'
import { testErrorTable } from '../../core/testing/error-table.ts'
import { manifest } from './testing/matrix-cells.ts'

const NOW = Date.UTC(2026, 10, 23)
const root = (codigo_erro: number | string) => JSON.stringify({ retorno: { status: 'Erro', codigo_erro, erros: [{ erro: 'Motivo' }] } })
const inRecord = (codigo_erro: string) =>
  JSON.stringify({
    retorno: { status: 'Erro', registros: { registro: { sequencia: '1', status: 'Erro', codigo_erro, erros: [{ erro: 'Motivo' }] } } },
  })
const v2 = (name: string, body: string, means: Witness['means']): Witness => ({ name: `v2 ${name}`, status: 200, body, means })
const v3 = (name: string, status: number, body: unknown, means: Witness['means']): Witness => ({
  name: `v3 ${name}`,
  status,
  body: JSON.stringify(body),
  means,
})
const said = { mensagem: 'Motivo' }

const WITNESSES: Witness[] = [
  v2('success', '{"retorno":{"status":"OK"}}', null),
  v2('no records is an empty answer', root(20), { empty: true }),
  v2('no such page is an empty answer, also as a text', root('23'), { empty: true }),
  v2('a wrong token', root(2), { class: 'reauthorise', message: 'Motivo' }),
  v2('no API in the plan', root(5), { class: 'permanent', message: 'Motivo' }),
  v2('blocked for a minute', root('6'), { class: 'rateLimited', effect: 'no', retryAfterMs: 60_000, message: 'Motivo' }),
  v2('too many at once', root(11), { class: 'rateLimited', effect: 'no', retryAfterMs: 2_000 }),
  v2('an unexpected error may have done something', root(35), { class: 'retry', effect: 'maybe' }),
  v2('maintenance', root(99), { class: 'retry', effect: 'no', retryAfterMs: 60_000 }),
  v2('a duplicate', root(30), { class: 'conflict', message: 'Motivo' }),
  v2('not found', root(32), { class: 'notFound', message: 'Motivo' }),
  v2('validation', root(31), { class: 'permanent', message: 'Motivo' }),
  v2('a record that exists', inRecord('30'), { class: 'conflict', message: 'Motivo' }),
  v2('a record that is not there', inRecord('32'), { class: 'notFound', message: 'Motivo' }),
  v2('a record with an unexpected error', inRecord('35'), { class: 'retry', effect: 'maybe', message: 'Motivo' }),
  v2('a record that is wrong', inRecord('31'), { class: 'permanent', message: 'Motivo' }),
  v3('too many, without Retry-After', 429, '', { class: 'rateLimited', effect: 'no', retryAfterMs: 60_000 }),
  v3('an expired token', 401, '', { class: 'reauthorise' }),
  v3('not in the plan', 403, said, { class: 'permanent', message: 'Motivo' }),
  v3('not found', 404, said, { class: 'notFound', message: 'Motivo' }),
  v3('the same payload again', 409, said, { class: 'conflict', message: 'Motivo' }),
  v3(
    'a wrong field',
    400,
    { mensagem: 'Ocorreram erros', detalhes: [{ campo: 'nome', mensagem: 'Motivo' }] },
    { class: 'permanent', message: 'Motivo' },
  ),
  v3('a wrong request', 400, said, { class: 'permanent', message: 'Motivo' }),
  v3('an error inside', 500, said, { class: 'retry', effect: 'maybe', message: 'Motivo' }),
]

testErrorTable({ rules: manifest.errors, witnesses: WITNESSES, now: NOW })

test('the limits are those of each plan, for both generations, and batches of API v2 have their own', () => {
  expect(manifest.limits).toEqual([
    expect.objectContaining({ pathPrefix: '/api2/', quota: 30, planQuotas: { crescer: 30, evoluir: 60, potencializar: 120 } }),
    expect.objectContaining({ pathPrefix: '/api2/produto.atualizar.precos.php', quota: 5, windowSeconds: 60 }),
    expect.objectContaining({ pathPrefix: '/public-api/v3/', quota: 60, planQuotas: { crescer: 60, evoluir: 120, potencializar: 240 } }),
    expect.objectContaining({ methods: ['POST', 'PUT'], quota: 30, planQuotas: { crescer: 30, evoluir: 60, potencializar: 100 } }),
  ])
})
