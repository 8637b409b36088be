import { readFileSync } from 'node:fs'
import path from 'node:path'
import type { Witness } from '@tomada/sdk/emulator/testing/fault-matrix/error-table'
import { testErrorTable } from '../../core/testing/error-table.ts'
import type { Json } from '../../sdk/flow/definition.ts'
import type { Manifest } from '../../sdk/manifest.gen.ts'

const manifest: Manifest = JSON.parse(readFileSync(path.join(import.meta.dirname, 'manifest.json'), 'utf8'))

const envelope = (status: number, error: string, message: string, cause: Json = []) => JSON.stringify({ message, error, status, cause })
const FULL = envelope(400, 'validation_error', 'Validation error', [{ message: 'Is not possible to activate an item without stock.' }])

/** Answers of the fact sheet, section 3, and what they mean. */
const WITNESSES: Witness[] = [
  { name: 'an order in part', status: 206, body: '{"id":1,"order_items":[]}', means: { class: 'retry', effect: 'no' } },
  { name: 'an order without its lines', status: 200, body: '{"id":1,"order_items":[]}', means: { class: 'retry', effect: 'no' } },
  { name: 'a good answer', status: 200, body: '{"id":1,"order_items":[{}]}', means: null },
  { name: 'the gateway’s plain text', status: 503, body: 'local_rate_limited', means: { class: 'rateLimited', effect: 'no' } },
  {
    name: 'too many requests',
    status: 429,
    body: envelope(429, 'too_many_requests', 'Too Many Requests'),
    means: { class: 'rateLimited', effect: 'no', message: 'Too Many Requests' },
  },
  {
    name: 'a blocked application',
    status: 401,
    body: envelope(401, 'unauthorized_scopes', 'unauthorized_scopes'),
    means: { class: 'permanent' },
  },
  {
    name: 'an invalid access token',
    status: 401,
    body: envelope(401, 'unauthorized', 'invalid access token'),
    means: { class: 'reauthorise', message: 'invalid access token' },
  },
  {
    name: 'an unknown order',
    status: 404,
    body: envelope(404, 'order_not_found', 'Order not found.', null),
    means: { class: 'notFound', message: 'Order not found.' },
  },
  {
    name: 'a stale version',
    status: 409,
    body: envelope(409, 'conflict', 'the version of the stock has changed'),
    means: { class: 'conflict', message: 'the version of the stock has changed' },
  },
  {
    name: 'a question that was answered meanwhile',
    status: 400,
    body: envelope(400, 'not_unanswered_question', 'Question 12959618089 is not unanswered'),
    means: { class: 'conflict', effect: 'no' },
  },
  {
    name: 'a validation fault',
    status: 400,
    body: FULL,
    means: { class: 'permanent', effect: 'no', message: 'Is not possible to activate an item without stock.' },
  },
  {
    name: 'a forbidden resource',
    status: 403,
    body: '{"status":403,"error":"access_denied","message":"access to the requested resource is forbidden","code":"FORBIDDEN"}',
    means: { class: 'permanent', message: 'access to the requested resource is forbidden' },
  },
  {
    name: 'a scope that is lacking',
    status: 403,
    body: '{"status":403,"error":"Invalid scopes","code":"FORBIDDEN"}',
    means: { class: 'permanent', message: 'Invalid scopes' },
  },
  {
    name: 'a service that is not there now',
    status: 503,
    body: envelope(503, 'service_not_available', 'Service Not Available'),
    means: { class: 'retry', effect: 'no' },
  },
  {
    name: 'an internal error',
    status: 500,
    body: envelope(500, 'internal_server_error', 'Internal Server Error'),
    means: { class: 'retry', effect: 'maybe', message: 'Internal Server Error' },
  },
]

testErrorTable({ rules: manifest.errors, witnesses: WITNESSES, now: 0 })
