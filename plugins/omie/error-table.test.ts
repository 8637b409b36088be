import { readFileSync } from 'node:fs'
import path from 'node:path'
import type { Witness } from '@tomada/sdk/emulator/testing/fault-matrix/error-table'
import { expect, test } from 'vitest'
import { testErrorTable } from '../../core/testing/error-table.ts'
import type { Manifest } from '../../sdk/manifest.gen.ts'

const manifest: Manifest = JSON.parse(readFileSync(path.join(import.meta.dirname, 'manifest.json'), 'utf8'))
// 16:00 in Brasília.
const NOW = Date.UTC(2026, 10, 21, 19, 0, 0)

const fault = (faultcode: string, faultstring: string) => JSON.stringify({ faultcode, faultstring })
const text = 'ERROR: Motivo'
const blocked = 'API bloqueada por consumo indevido. Tente novamente em 1678 segundos.'

const WITNESSES: Witness[] = [
  { name: 'a list', status: 200, body: '{"pagina":1,"total_de_paginas":1}', means: null },
  {
    name: 'the end of a list',
    status: 500,
    body: fault('SOAP-ENV:Client-5113', 'ERROR: Não existem registros para a página [2]!'),
    means: { empty: true },
  },
  { name: 'a block', status: 425, body: fault('X', blocked), means: { class: 'rateLimited', effect: 'no', retryAfterMs: 1_678_000 } },
  {
    name: 'a block in another status',
    status: 500,
    body: fault('MISUSE_API_PROCESS', blocked),
    means: { class: 'rateLimited', retryAfterMs: 1_678_000 },
  },
  { name: 'a block without its time', status: 425, body: '<html>', means: { class: 'rateLimited', retryAfterMs: 1_800_000 } },
  {
    name: 'too many in a minute',
    status: 429,
    body: 'Too Many Requests',
    means: { class: 'rateLimited', effect: 'no', retryAfterMs: 60_000 },
  },
  {
    name: 'a redundant query',
    status: 500,
    body: fault('SOAP-ENV:Client-6', 'ERROR: Consumo redundante detectado. Aguarde 40 segundos para tentar novamente (REDUNDANT).'),
    means: { class: 'rateLimited', effect: 'no', retryAfterMs: 40_000 },
  },
  {
    name: 'a request that is under way or done already may have acted',
    status: 500,
    body: fault(
      'SOAP-ENV:Client-8020',
      'ERROR: Esta requisição já foi processada ou está sendo processada e você pode tentar novamente às 16:00:30. (1)',
    ),
    means: { class: 'rateLimited', effect: 'maybe', retryAfterMs: 30_000 },
  },
  {
    name: 'a method that is busy',
    status: 500,
    body: fault('SOAP-ENV:Client-1880', text),
    means: { class: 'rateLimited', effect: 'no', retryAfterMs: 5_000 },
  },
  {
    name: 'improper consumption',
    status: 500,
    body: fault('SOAP-ENV:Client-500', text),
    means: { class: 'rateLimited', retryAfterMs: 60_000 },
  },
  {
    name: 'a balance that is being computed',
    status: 500,
    body: fault('SOAP-ENV:Client-1', 'O cálculo do saldo de estoque e CMC do produto ainda não foi concluído para o local 1'),
    means: { class: 'retry', effect: 'no', retryAfterMs: 60_000 },
  },
  {
    name: 'wrong keys',
    status: 500,
    body: fault('SOAP-ENV:Client-101', 'ERROR: A chave de acesso está inválida ou o aplicativo está suspenso. (App-Key)'),
    means: { class: 'reauthorise' },
  },
  { name: 'no access', status: 403, body: '<html>Forbidden</html>', means: { class: 'reauthorise' } },
  {
    name: 'an adjustment that was made already',
    status: 500,
    body: fault(
      'SOAP-ENV:Client-9',
      'ERROR: Já existe um ajuste de estoque para o código de integração [X] com o ID [1] para o produto [2]',
    ),
    means: { class: 'conflict', effect: 'no' },
  },
  {
    name: 'a duplicate',
    status: 500,
    body: fault('SOAP-ENV:Client-102', 'ERROR: Cliente já cadastrado [1]'),
    means: { class: 'conflict', effect: 'no' },
  },
  {
    name: 'what is not there',
    status: 500,
    body: fault('SOAP-ENV:Client-105', 'ERROR: Pedido não cadastrado para o Código [1] !'),
    means: { class: 'notFound' },
  },
  {
    name: 'what cannot be found',
    status: 500,
    body: fault('SOAP-ENV:Client-101', 'ERROR: Nenhuma nota foi encontrada!'),
    means: { class: 'notFound' },
  },
  {
    name: 'a server that broke',
    status: 200,
    body: fault('SOAP-ENV:Server', 'SOAP-ERROR: Broken response (4)'),
    means: { class: 'retry', effect: 'maybe' },
  },
  {
    name: 'an unknown member',
    status: 500,
    body: fault('SOAP-ENV:Client-5001', 'ERROR: Tag [X] não faz parte da estrutura do tipo complexo [y]!'),
    means: { class: 'permanent', effect: 'no' },
  },
  { name: 'a body that is none', status: 500, body: fault('', 'Invalid JSON Object'), means: { class: 'permanent', effect: 'no' } },
  {
    name: 'a fault nobody knows, with status 200',
    status: 200,
    body: fault('Z', 'ERROR: Motivo'),
    means: { class: 'retry', effect: 'maybe' },
  },
  {
    name: 'the other shape of errors, with status 200',
    status: 200,
    body: '{"error_code":1,"error_message":"Motivo"}',
    means: { class: 'retry', message: 'Motivo' },
  },
]

testErrorTable({ rules: manifest.errors, witnesses: WITNESSES, now: NOW })

test('MH-71 each method of an app key has its own minute, one call at a time, its own memory of reads and its own breaker; the address has one for all', () => {
  const perMethod = { per: 'connection', perMethod: true, methodBy: '/call' }
  expect(manifest.limits).toEqual([
    expect.objectContaining({ quota: 960, windowSeconds: 60, per: 'ip' }),
    expect.objectContaining({ ...perMethod, quota: 240, windowSeconds: 60, concurrency: 1 }),
    expect.objectContaining({ ...perMethod, redundantReadSeconds: 60 }),
    expect.objectContaining({ ...perMethod, breaker: { failures: 8, pauseSeconds: 300, openOn: ['425'] } }),
  ])
})
