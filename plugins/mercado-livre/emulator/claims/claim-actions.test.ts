import { fieldsOf } from '@tomada/sdk/emulator'
import { beforeEach, expect, test } from 'vitest'
import { useMarket } from '../testing/use-market.ts'

const market = useMarket()
let claim: string
beforeEach(async () => {
  await market.play('sell')
  claim = `/post-purchase/v1/claims/${(await market.play('claim'))['claimId']}`
})

const read = async (part: string) => JSON.parse((await market.get(`${claim}${part}`)).text)
const act = (part: string, json: unknown = {}) => market.send(`${claim}${part}`, { json })

test('emulator Mercado Livre 16: messages and histories of a claim are bare lists', async () => {
  expect(await read('/messages')).toMatchObject([{ sender_role: 'complainant', receiver_role: 'respondent' }])
  expect(await read('/status-history')).toMatchObject([{ status: 'opened', stage: 'claim' }])
  expect(await read('/actions-history')).toEqual([])
  expect(await read('/expected-resolutions')).toMatchObject([{ expected_resolution: 'refund' }])
})

test('emulator Mercado Livre 16: detail, reputation and reason are read beside the claim', async () => {
  expect(await read('/detail')).toHaveProperty('due_date')
  expect(await read('/affects-reputation')).toMatchObject({ affects_reputation: 'affected' })
  expect((await market.get('/post-purchase/v1/claims/reasons/PNR3430')).fields['id']).toBe('PNR3430')
})

test('emulator Mercado Livre 16: a seller writes, opens a dispute and refunds; a closed claim takes nothing more', async () => {
  expect((await act('/actions/send-message', { receiver_role: 'complainant', message: 'Vamos resolver.' })).status).toBe(201)
  expect((await act('/actions/send-message', { message: 'sem papel' })).status).toBe(400)
  expect((await act('/actions/open-dispute')).fields['stage']).toBe('dispute')
  expect((await act('/expected-resolutions/refund')).status).toBe(201)
  expect(await read('')).toMatchObject({ status: 'closed', resolution: { reason: 'refund', closed_by: 'seller' } })
  expect((await act('/expected-resolutions/allow-return')).status).toBe(400)
  expect(await market.effects()).toEqual(['claim.message.sent', 'claim.disputed', 'claim.refunded'])
})

test('emulator Mercado Livre 16: a file of a claim expires after 48 hours', async () => {
  const form = new FormData()
  form.set('file', new Blob(['x']), 'foto.png')
  const headers = { authorization: `Bearer ${market.token()}` }
  const upload = await fetch(`${market.app().url}${claim}/attachments`, { method: 'POST', headers, body: form })
  const { filename } = fieldsOf(await upload.json())
  await market.admin('POST', '/clock', { advanceMs: 49 * 3_600_000 })
  await market.reconnect()
  const answer = await act('/actions/send-message', { receiver_role: 'mediator', message: 'Segue', attachments: [filename] })
  expect(answer.status).toBe(422)
})

test('emulator Mercado Livre 4: an unknown claim is a 404, another seller’s a 403, in the words of the claims API', async () => {
  expect((await market.get('/post-purchase/v1/claims/1')).fields).toMatchObject({ status: 404, error: 'business_logic_error' })
  const other = await market.app().connect(market.app().sellers[1]?.login)
  expect((await market.app().get(claim, other.accessToken)).fields).toMatchObject({ status: 403, error: 'forbidden_error' })
})
