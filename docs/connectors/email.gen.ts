// Generated from plugins/email by `npm run gen`. Do not edit. 4423e9aca37fd596

export interface SendEmailInput {
  /**
   * To
   *
   * @minItems 1
   * @maxItems 100
   */
  to: string[];
  /**
   * Subject
   */
  subject: string;
  /**
   * Text. Plain text; send it beside HTML too, for readers without HTML.
   */
  text?: string;
  /**
   * HTML
   */
  html?: string;
  /**
   * Copy
   *
   * @maxItems 100
   */
  cc?: string[];
  /**
   * Blind copy
   *
   * @maxItems 100
   */
  bcc?: string[];
  /**
   * Reply to
   */
  replyTo?: string;
  /**
   * From. The account's own address unless said; many servers refuse others.
   */
  from?: string;
  /**
   * In reply to. Message id of the e-mail that this one answers.
   */
  inReplyTo?: string;
  /**
   * Attachments. 15 MB together at most.
   *
   * @maxItems 20
   */
  attachments?: {
    /**
     * File name
     */
    filename: string;
    /**
     * Type. For example application/pdf; made of the name when left out.
     */
    contentType?: string;
    /**
     * Content (base64)
     */
    contentBase64: string;
  }[];
}
export interface SendEmailOutput {
  /**
   * Message id
   */
  messageId: string;
  /**
   * Accepted
   */
  accepted: string[];
  /**
   * Rejected
   */
  rejected: string[];
  /**
   * Server's answer
   */
  answer: string;
}
export interface ListEmailsInput {
  /**
   * Mailbox. INBOX unless said.
   */
  mailbox?: string;
  /**
   * Only unread
   */
  unseenOnly?: boolean;
  /**
   * With the files. Files up to 6 MB together come along as base64; without it, only their names.
   */
  withAttachments?: boolean;
  /**
   * At most. 50 unless said.
   */
  limit?: number;
  /**
   * After. Cursor of an e-mail: only what came after it.
   */
  after?: string;
}
export interface ListEmailsOutput {
  /**
   * Mailbox
   */
  mailbox: string;
  /**
   * E-mails
   */
  messages: {
    /**
     * Key
     */
    key: string;
    /**
     * Cursor
     */
    cursor: string;
    /**
     * Message id
     */
    messageId: string | null;
    /**
     * In reply to
     */
    inReplyTo: string | null;
    /**
     * From
     */
    from: {
      /**
       * Name
       */
      name: string;
      /**
       * Address
       */
      address: string;
    } | null;
    /**
     * To
     */
    to: {
      /**
       * Name
       */
      name: string;
      /**
       * Address
       */
      address: string;
    }[];
    /**
     * Copy
     */
    cc: {
      /**
       * Name
       */
      name: string;
      /**
       * Address
       */
      address: string;
    }[];
    /**
     * Reply to
     */
    replyTo: {
      /**
       * Name
       */
      name: string;
      /**
       * Address
       */
      address: string;
    } | null;
    /**
     * Subject
     */
    subject: string;
    /**
     * Date
     */
    date: string | null;
    /**
     * Text
     */
    text: string | null;
    /**
     * HTML
     */
    html: string | null;
    /**
     * Read
     */
    seen: boolean;
    /**
     * Too large: only its beginning
     */
    isCut: boolean;
    /**
     * Attachments
     */
    attachments: {
      /**
       * File name
       */
      filename: string | null;
      /**
       * Type
       */
      contentType: string;
      /**
       * Size
       */
      sizeBytes: number;
      /**
       * Content (base64)
       */
      contentBase64: string | null;
    }[];
  }[];
}
export interface GetAccountInput {}
export interface GetAccountOutput {
  /**
   * Address
   */
  address: string;
  /**
   * Can send
   */
  canSend: boolean;
  /**
   * Can read
   */
  canRead: boolean;
}
