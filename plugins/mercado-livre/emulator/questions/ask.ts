import { BadSetting, type Fields, numberOf, textOf } from '@tomada/sdk/emulator'
import { type Market, makeBuyer } from '../market.ts'
import type { Question } from '../market.types.ts'
import { addQuestion } from './question.routes.ts'

const STATUSES: readonly Question['status'][] = [
  'UNANSWERED',
  'ANSWERED',
  'CLOSED_UNANSWERED',
  'UNDER_REVIEW',
  'BANNED',
  'DELETED',
  'DISABLED',
]
const TEXTS = ['Boa tarde, tem a pronta entrega?', 'Vocês emitem nota fiscal?', 'Chega até sexta em Campinas?', 'Tem na cor preta?']

/** `POST /scenario/ask {count?, item?, text?, status?}`: a buyer asks about a listing of the first seller. */
export function ask(market: Market, input: Fields): unknown {
  const wanted = textOf(input['item'])
  const open = [...market.listings.values()].filter((listing) =>
    wanted === undefined ? listing.status === 'active' : listing.id === wanted,
  )
  const [listing] = open
  if (!listing) throw new BadSetting(`There is no listing ${wanted ?? ''}.`)
  const asked = textOf(input['status']) ?? 'UNANSWERED'
  const status = STATUSES.find((known) => known === asked)
  if (!status) throw new BadSetting(`status must be one of ${STATUSES.join(', ')}.`)
  const questions = Array.from({ length: numberOf(input['count']) ?? 1 }, () =>
    addQuestion(market, listing, {
      buyerId: makeBuyer(market, false).id,
      text: textOf(input['text']) ?? market.random.pick(TEXTS),
      status,
    }),
  )
  return { questionId: questions[0]?.id, questionIds: questions.map((question) => question.id), itemId: listing.id }
}
