import type { ActionContext } from '@tomada/sdk'
import { ORIGIN, refusedWith } from '../client.ts'

/** Deletes a question; one that is gone already is as wanted. Source: "Preguntas y respuestas", updated 2025-06-05 */
export default async function deleteQuestion({ questionId }: { questionId: string }, ctx: ActionContext): Promise<{ questionId: string }> {
  try {
    await ctx.http({ method: 'DELETE', url: `${ORIGIN}/questions/${encodeURIComponent(questionId)}` })
  } catch (error) {
    if (refusedWith(error)?.status !== 404) throw error
  }
  return { questionId }
}
