/** Ways to sign in that the IMAP server speaks: RFC 4616, RFC 7628, and what Google and Microsoft call XOAUTH2. */
const MECHANISMS = ['PLAIN', 'XOAUTH2', 'OAUTHBEARER'] as const
export type Mechanism = (typeof MECHANISMS)[number]

export function isMechanism(name: string): name is Mechanism {
  return MECHANISMS.some((one) => one === name)
}

/** What the client's first message says; empty texts for what it leaves out. */
export function readSasl(mechanism: Mechanism, base64: string): { user: string; password: string; token: string } {
  const text = Buffer.from(base64, 'base64').toString('utf8')
  if (mechanism === 'PLAIN') {
    const [, user = '', password = ''] = text.split('\0')
    return { user, password, token: '' }
  }
  const fields = text.split('\x01')
  const token = fields.flatMap((field) => /^auth=Bearer (.+)$/i.exec(field)?.[1] ?? [])[0] ?? ''
  const user = mechanism === 'XOAUTH2' ? /^user=(.*)$/.exec(fields[0] ?? '') : /^n,a=(.*),$/.exec(fields[0] ?? '')
  return { user: user?.[1] ?? '', password: '', token }
}
