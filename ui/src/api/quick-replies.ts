import './client.ts'
import * as api from './generated/sdk.gen.ts'
import type { CreateQuickReply, QuickReplyView } from './generated/types.gen.ts'

export type QuickReply = QuickReplyView

export const listQuickReplies = () => api.listQuickReplies()
export const createQuickReply = (body: CreateQuickReply) => api.createQuickReply({ body })
export const changeQuickReply = (replyId: string, body: { title: string; body: string }) =>
  api.changeQuickReply({ path: { replyId }, body })
export const deleteQuickReply = (replyId: string) => api.deleteQuickReply({ path: { replyId } })
