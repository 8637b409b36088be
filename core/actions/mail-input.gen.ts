// Generated from mail-input.schema.json by `npm run gen`. Do not edit.

export interface MailMessage {
  from?: string;
  /**
   * @minItems 1
   * @maxItems 100
   */
  to: string[];
  /**
   * @maxItems 100
   */
  cc?: string[];
  /**
   * @maxItems 100
   */
  bcc?: string[];
  replyTo?: string;
  subject: string;
  text?: string;
  html?: string;
  inReplyTo?: string;
  /**
   * @maxItems 20
   */
  attachments?: {
    filename: string;
    contentType?: string;
    contentBase64: string;
  }[];
}
export interface MailListing {
  mailbox?: string;
  after?: string;
  limit?: number;
  unseenOnly?: boolean;
  withAttachments?: boolean;
}
