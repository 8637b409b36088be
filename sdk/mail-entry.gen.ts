// Generated from mail-entry.schema.json by `npm run gen`. Do not edit.

/**
 * A declarative action that the host does over SMTP or IMAP with the connection's own servers. Its input and output are those of `docs/connectors/mail.md`.
 */
export interface MailEntryFile {
  /**
   * `send` a message over SMTP; `list` messages of a mailbox over IMAP; `verify` signs in at both.
   */
  mail: "send" | "list" | "verify";
}
