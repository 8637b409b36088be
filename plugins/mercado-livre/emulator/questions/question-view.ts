import { orderDate } from '../dates.ts'
import type { Market } from '../market.ts'
import type { Question } from '../market.types.ts'

/** Without `api_version=4` the old shape: nobody knows who asked. A banned question has lost its text. */
export function viewQuestion(market: Market, question: Question, isVersion4: boolean): Record<string, unknown> {
  const { answer } = question
  const asker = isVersion4
    ? { buyer_id: question.buyerId, from: { id: question.buyerId, nickname: market.users.get(question.buyerId)?.nickname ?? '' } }
    : { buyer_id: null, from: null }
  return {
    id: question.id,
    seller_id: question.sellerId,
    ...asker,
    item_id: question.itemId,
    status: question.status,
    text: question.status === 'BANNED' ? '' : question.text,
    date_created: orderDate(question.createdAt),
    last_updated: orderDate(question.updatedAt),
    hold: false,
    deleted_from_listing: false,
    suspected_spam: false,
    answer: answer ? { text: answer.text, status: answer.status, date_created: orderDate(answer.createdAt) } : null,
  }
}
