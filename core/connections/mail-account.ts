import type { AuthMail, OauthMail } from '../../sdk/manifest.gen.ts'
import type { MailAccount, MailSecurity, MailServer } from '../egress/mail/mail.types.ts'
import type { OAuthTokens } from './connections.types.ts'

type Fields = Readonly<Record<string, unknown>>

/** The mail account that a person typed, by the names that the scheme gives its fields. A server without a name is none. */
export function mailAccount(auth: AuthMail, fields: Fields): MailAccount {
  return {
    username: textOf(fields, auth.username),
    password: textOf(fields, auth.password),
    address: textOf(fields, auth.address),
    smtp: serverOf(fields, auth.smtp),
    imap: serverOf(fields, auth.imap),
  }
}

/** The mail account that a person signed in to; without an address when the provider did not tell it. */
export function signedInMailAccount({ address: claims, smtp, imap }: OauthMail, tokens: OAuthTokens | null): MailAccount {
  const said = claims.map((name) => textOf(tokens?.claims ?? {}, name)).find((text) => text.includes('@')) ?? ''
  return { username: said, accessToken: tokens?.accessToken ?? '', address: said, smtp, imap }
}

function serverOf(fields: Fields, names: AuthMail['smtp']): MailServer | null {
  const host = textOf(fields, names.host).trim().toLowerCase()
  return host === '' ? null : { host, port: Number(fields[names.port]), security: securityOf(textOf(fields, names.security)) }
}

/** What is neither of the others is the strictest. */
function securityOf(text: string): MailSecurity {
  return text === 'starttls' || text === 'none' ? text : 'tls'
}

function textOf(fields: Fields, name: string): string {
  const value = Object.hasOwn(fields, name) ? fields[name] : undefined
  return typeof value === 'string' ? value : ''
}
