import type { Json } from '../../sdk/flow/definition.ts'
import type { MailEntryFile } from '../../sdk/mail-entry.gen.ts'
import type { MailListing, MailMessage, MailOperation } from '../egress/mail/mail.types.ts'
import { compile } from '../platform/validate.ts'
import type { Execution, Worked } from './execution.ts'
import schemas from './mail-input.schema.json' with { type: 'json' }

const messages = compile<MailMessage>(schemas.$defs.MailMessage)
const listings = compile<MailListing>(schemas.$defs.MailListing)

/** A mail entry: what the host does itself, over SMTP or IMAP. The input has the host's shape, whatever the connector's schema says. */
export async function runMail(
  execution: Pick<Execution, 'session'>,
  kind: MailEntryFile['mail'],
  input: Json,
  effectKey: string,
): Promise<Worked<Json>> {
  const operation = operationOf(kind, input)
  if (typeof operation === 'string')
    return { ok: false, failure: { code: 'invalid_input', message: operation, class: 'permanent', effect: 'no' } }
  return execution.session.mail(operation, effectKey)
}

function operationOf(kind: MailEntryFile['mail'], input: Json): MailOperation | string {
  switch (kind) {
    case 'verify':
      return { kind }
    case 'send':
      return messages.is(input) ? { kind, message: input } : said(messages.validate(input))
    case 'list':
      return listings.is(input) ? { kind, listing: input } : said(listings.validate(input))
  }
}

function said(errors: ReadonlyArray<{ field: string; reason: string }>): string {
  return errors
    .slice(0, 5)
    .map(({ field, reason }) => `${field} ${reason}`)
    .join('; ')
}
