import {
  type EmulatorAnswer,
  type EmulatorRequest,
  type EmulatorRoute,
  empty,
  fieldsOf,
  json,
  numberOf,
  textOf,
} from '@tomada/sdk/emulator'
import { badRequest, failure, notFound, notYours } from '../errors.ts'
import { scan } from '../items/scan.ts'
import type { Market } from '../market.ts'
import type { Listing, Question } from '../market.types.ts'
import { newNotification, notify } from '../notifications/notify.ts'
import { authorized } from '../oauth/grants.ts'
import { viewQuestion } from './question-view.ts'

const PAGE = 50
const LAST_ROW = 1000
const ANSWER_CHARS = 2000

export function questionRoutes(market: Market): EmulatorRoute[] {
  const route = (method: string, path: string, answer: (request: EmulatorRequest, userId: number) => EmulatorAnswer): EmulatorRoute => ({
    method,
    path,
    answer: authorized(market, answer),
  })
  return [
    route('GET', '/questions/search', (request, userId) => searchQuestions(market, request, userId)),
    route('GET', '/my/received_questions/search', (request, userId) => searchQuestions(market, request, userId)),
    route('GET', '/questions/:id', (request, userId) => {
      const question = findQuestion(market, numberOf(request.params['id']))
      if (!question) return notFound('Question not found')
      if (question.sellerId !== userId && question.buyerId !== userId) return notYours()
      return json(200, viewQuestion(market, question, request.query.get('api_version') === '4'))
    }),
    route('DELETE', '/questions/:id', (request, userId) => deleteQuestion(market, request, userId)),
    route('POST', '/questions', (request, userId) => askAsBuyer(market, request, userId)),
    route('POST', '/answers', (request, userId) => answerQuestion(market, request, userId)),
  ]
}

/** A deleted question is as if it had never been. */
function findQuestion(market: Market, id: number | undefined): Question | undefined {
  const question = id === undefined ? undefined : market.questions.get(id)
  return question?.status === 'DELETED' ? undefined : question
}

/** The scan is spelled `searchtype` here, without the underscore that items have. */
function searchQuestions(market: Market, request: EmulatorRequest, userId: number): EmulatorAnswer {
  const { query } = request
  const item = query.get('item') ?? query.get('item_id')
  const seller = query.get('seller_id')
  if (seller !== null && seller !== String(userId)) return notYours()
  const found = [...market.questions.values()].filter(
    (question) =>
      question.sellerId === userId &&
      question.status !== 'DELETED' &&
      (item === null || question.itemId === item) &&
      (query.get('from') === null || query.get('from') === String(question.buyerId)) &&
      (query.get('status') === null || query.get('status') === question.status),
  )
  // Those of one moment stand as they were asked.
  found.sort((a, b) => a.createdAt - b.createdAt)
  if (query.get('sort_types') === 'DESC') found.reverse()
  const view = (question: Question) => viewQuestion(market, question, query.get('api_version') === '4')
  const envelope = {
    total: found.length,
    limit: numberOf(query.get('limit')) ?? PAGE,
    filters: {},
    available_filters: [],
    available_sorts: [],
  }
  if (query.get('searchtype') === 'scan') {
    const page = scan(market, query, { kind: 'questions', sellerId: userId, rows: found })
    if ('refusal' in page) return page.refusal
    return json(200, { ...envelope, questions: page.rows.map(view), scroll_id: page.scrollId })
  }
  const offset = numberOf(query.get('offset')) ?? 0
  if (offset + envelope.limit > LAST_ROW) return badRequest(`limit + offset must be lower or equal than ${LAST_ROW}; use searchtype=scan`)
  return json(200, { ...envelope, questions: found.slice(offset, offset + envelope.limit).map(view) })
}

/** Public, once, and for good. */
function answerQuestion(market: Market, request: EmulatorRequest, userId: number): EmulatorAnswer {
  const body = fieldsOf(request.json)
  const text = textOf(body['text'])
  const question = findQuestion(market, numberOf(body['question_id']))
  if (!question) return notFound('Question not found')
  if (question.sellerId !== userId) return notYours()
  if (text === undefined || text.length > ANSWER_CHARS) return badRequest(`text must have 1 to ${ANSWER_CHARS} characters`)
  if (question.status !== 'UNANSWERED') {
    return failure(400, 'not_unanswered_question', `Question ${question.id} is not unanswered`)
  }
  if (market.listings.get(question.itemId)?.status !== 'active') return failure(400, 'not_active_item', 'The item must be active')
  question.status = 'ANSWERED'
  const now = market.world.clock.now()
  question.answer = { text, status: 'ACTIVE', createdAt: now }
  question.updatedAt = now
  market.world.ledger.record({
    kind: 'question.answered',
    key: String(question.id),
    id: String(question.id),
    account: String(userId),
    requestId: request.id,
    details: { text },
  })
  tellQuestion(market, question)
  return json(200, viewQuestion(market, question, true))
}

/** A buyer asks; one that the seller has blocked may not. */
function askAsBuyer(market: Market, request: EmulatorRequest, userId: number): EmulatorAnswer {
  const body = fieldsOf(request.json)
  const listing = market.listings.get(textOf(body['item_id']) ?? '')
  const text = textOf(body['text'])
  if (!listing || text === undefined) return badRequest('item_id and text are required')
  if (market.blockedAskers.get(listing.sellerId)?.has(userId))
    return failure(403, 'forbidden', 'The seller takes no questions from this user')
  const question = addQuestion(market, listing, { buyerId: userId, text, status: 'UNANSWERED' })
  return json(201, viewQuestion(market, question, true))
}

function deleteQuestion(market: Market, request: EmulatorRequest, userId: number): EmulatorAnswer {
  const question = findQuestion(market, numberOf(request.params['id']))
  if (!question) return notFound('Question not found')
  if (question.sellerId !== userId) return notYours()
  question.status = 'DELETED'
  question.updatedAt = market.world.clock.now()
  market.world.ledger.record({
    kind: 'question.deleted',
    key: String(question.id),
    id: String(question.id),
    account: String(userId),
    requestId: request.id,
    details: null,
  })
  tellQuestion(market, question)
  return empty(200)
}

/** A new question, and the notification of it. */
export function addQuestion(
  market: Market,
  listing: Listing,
  asked: { buyerId: number; text: string; status: Question['status'] },
): Question {
  const now = market.world.clock.now()
  const question: Question = {
    id: Number(market.random.digits(11)),
    itemId: listing.id,
    sellerId: listing.sellerId,
    ...asked,
    answer: null,
    createdAt: now,
    updatedAt: now,
  }
  market.questions.set(question.id, question)
  tellQuestion(market, question)
  return question
}

export function tellQuestion(market: Market, question: Question): void {
  const notification = newNotification(market, 'questions', `/questions/${question.id}`, question.sellerId)
  notify(market, notification).catch((error) => market.world.log(String(error)))
}
