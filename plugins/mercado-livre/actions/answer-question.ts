import { type ActionContext, at, ConflictError, type Json, textOf } from '@tomada/sdk'
import { getRecord, sendJson } from '../client.ts'

interface Answered {
  questionId: string
  status: string
  text: string
  answeredAt: string | null
  itemId: string | null
}

/**
 * Answers a question, in public, once and for good: so it is looked at first. The same answer again is a success; another one
 * there already is a conflict.
 * Source: "Preguntas y respuestas", updated 2025-06-05; fixture: fixtures/answer-question.json
 */
export default async function answerQuestion(input: { questionId: string; text: string }, ctx: ActionContext): Promise<Answered> {
  const question = await getRecord(ctx, `/questions/${encodeURIComponent(input.questionId)}?api_version=4`)
  const status = textOf(at(question, 'status'))
  if (status === 'UNANSWERED') {
    const body = { question_id: Number(input.questionId), text: input.text }
    return toAnswered(input, await sendJson(ctx, 'POST', '/answers', body))
  }
  if (textOf(at(question, 'answer', 'text')) === input.text) return toAnswered(input, question)
  throw new ConflictError(
    status === 'ANSWERED' ? 'Somebody has already answered this question' : `The question is ${status ?? 'closed'}: it takes no answer`,
  )
}

function toAnswered(input: { questionId: string; text: string }, question: Json): Answered {
  return {
    questionId: textOf(at(question, 'id')) ?? input.questionId,
    status: textOf(at(question, 'status')) ?? 'ANSWERED',
    text: textOf(at(question, 'answer', 'text')) ?? input.text,
    answeredAt: textOf(at(question, 'answer', 'date_created')),
    itemId: textOf(at(question, 'item_id')),
  }
}
