// Generated from quick-replies.schema.json by `npm run gen`. Do not edit.

export interface QuickReplyView {
  id: string;
  title: string;
  body: string;
  /**
   * Only its owner sees it; else the whole workspace does.
   */
  isPersonal: boolean;
  updatedAt: string;
}
export interface QuickReplyList {
  items: QuickReplyView[];
  nextCursor: null;
}
export interface CreateQuickReply {
  title: string;
  body: string;
  isPersonal: boolean;
}
export interface ChangeQuickReply {
  title?: string;
  body?: string;
}
