import { fieldsOf, listOf } from '@tomada/sdk/emulator'
import { call } from '@tomada/sdk/emulator/testing/call'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { type ConnectedApp, startConnectedApp } from '../testing/connected-app.ts'

let app: ConnectedApp
let token: string
beforeAll(async () => {
  app = await startConnectedApp()
})
beforeEach(async () => {
  await app.admin('POST', '/reset', {})
  token = (await app.connect()).accessToken
})
afterAll(() => app.stop())

const ask = (input: Record<string, unknown> = {}) => app.admin('POST', '/scenario/ask', input)
const answer = (questionId: unknown, text = 'Sim!') => call(`${app.url}/answers`, { token, json: { question_id: questionId, text } })

test('emulator Mercado Livre 14: a question is answered once, a second answer is not_unanswered_question', async () => {
  const { questionId } = await ask()
  expect((await answer(questionId)).fields).toMatchObject({ status: 'ANSWERED', answer: { text: 'Sim!', status: 'ACTIVE' } })
  expect((await answer(questionId)).fields).toEqual({
    status: 400,
    error: 'not_unanswered_question',
    message: `Question ${questionId} is not unanswered`,
    cause: [],
  })
})

test('emulator Mercado Livre 14: an answer has at most 2000 characters, and a paused item takes none', async () => {
  const { questionId, itemId } = await ask()
  expect((await answer(questionId, 'x'.repeat(2001))).status).toBe(400)
  await call(`${app.url}/items/${itemId}`, { method: 'PUT', token, json: { status: 'paused' } })
  expect((await answer(questionId)).fields['error']).toBe('not_active_item')
})

test('emulator Mercado Livre 14: without api_version=4 nobody knows who asked', async () => {
  const { questionId } = await ask()
  expect((await app.get(`/questions/${questionId}`, token)).fields['from']).toBeNull()
  const fresh = await app.get(`/questions/${questionId}?api_version=4`, token)
  expect(fieldsOf(fresh.fields['from'])['id']).toBeTypeOf('number')
})

test('emulator Mercado Livre 14: all seven statuses exist; a banned question has no text, a deleted one is gone', async () => {
  for (const status of ['UNANSWERED', 'ANSWERED', 'CLOSED_UNANSWERED', 'UNDER_REVIEW', 'DISABLED']) {
    const { questionId } = await ask({ status })
    expect((await app.get(`/questions/${questionId}`, token)).fields['status']).toBe(status)
  }
  const banned = await ask({ status: 'BANNED', text: 'Me chama no 11 9…' })
  expect((await app.get(`/questions/${banned['questionId']}`, token)).fields).toMatchObject({ status: 'BANNED', text: '' })
  const deleted = await ask({ status: 'DELETED' })
  expect((await app.get(`/questions/${deleted['questionId']}`, token)).status).toBe(404)
})

test('emulator Mercado Livre 14: the scan of questions is spelled searchtype', async () => {
  await ask({ count: 60 })
  const page = await app.get('/questions/search?searchtype=scan&limit=50&api_version=4', token)
  expect(listOf(page.fields['questions'])).toHaveLength(50)
  const next = await app.get(`/questions/search?searchtype=scan&limit=50&scroll_id=${page.fields['scroll_id']}`, token)
  expect(listOf(next.fields['questions'])).toHaveLength(10)
  const wrong = await app.get('/questions/search?search_type=scan', token)
  expect(wrong.fields).not.toHaveProperty('scroll_id')
})
