import { type EmulatorAnswer, type EmulatorRequest, type EmulatorRoute, json } from '@tomada/sdk/emulator'
import { badRequest, notFound } from '../errors.ts'
import type { Market } from '../market.ts'
import { authorized } from '../oauth/grants.ts'
import { readFilePart } from '../upload.ts'
import { findThread } from './thread.ts'

const MAX_BYTES = 25 * 1024 * 1024
const TYPES = /\.(jpe?g|png|pdf|txt)$/i

/** Files of messages, and the reasons for which a seller may begin to write. */
export function attachmentRoutes(market: Market): EmulatorRoute[] {
  return [
    {
      method: 'POST',
      path: '/messages/attachments',
      answer: authorized(market, (request, userId) => withSite(request, () => upload(market, request, userId))),
    },
    {
      method: 'GET',
      path: '/messages/attachments/:name',
      answer: authorized(market, (request) => withSite(request, () => download(market, request))),
    },
    {
      method: 'GET',
      path: '/messages/action_guide/packs/:pack',
      answer: authorized(market, (request) => actionGuide(market, request)),
    },
  ]
}

function withSite(request: EmulatorRequest, answer: () => EmulatorAnswer): EmulatorAnswer {
  return request.query.get('site_id') === 'MLB' ? answer() : badRequest('Invalid site_id')
}

function upload(market: Market, request: EmulatorRequest, userId: number): EmulatorAnswer {
  const file = readFilePart(request)
  if (!file || !TYPES.test(file.name) || file.bytes.length > MAX_BYTES)
    return badRequest('file must be JPG, PNG, PDF or TXT, 25 MB at most')
  const name = `${userId}_${market.random.hex(16)}${file.name.slice(file.name.lastIndexOf('.'))}`
  market.attachments.set(name, { originalName: file.name, bytes: file.bytes, uploadedAt: market.world.clock.now() })
  return json(201, { id: name })
}

function download(market: Market, request: EmulatorRequest): EmulatorAnswer {
  const file = market.attachments.get(request.params['name'] ?? '')
  return file
    ? { status: 200, bytes: file.bytes, headers: { 'content-type': 'application/octet-stream' } }
    : notFound('Attachment not found')
}

function actionGuide(market: Market, request: EmulatorRequest): EmulatorAnswer {
  if (!findThread(market, Number(request.params['pack']))) return notFound('Pack not found')
  const template = (id: string) => ({
    id,
    enabled: true,
    type: 'template',
    templates: [{ id: `TEMPLATE___${id}___1`, vars: null }],
    cap_available: 1,
  })
  const free = (id: string) => ({ id, enabled: true, type: 'free_text', templates: null, cap_available: 1 })
  return json(200, {
    options: [
      template('REQUEST_VARIANTS'),
      template('REQUEST_BILLING_INFO'),
      free('SEND_INVOICE_LINK'),
      template('DELIVERY_PROMISE'),
      free('OTHER'),
    ],
  })
}
