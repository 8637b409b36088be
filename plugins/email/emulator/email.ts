import { BadSetting, type EmulatorDefinition, flagOf, json, type ProviderEmulator, textOf, textsOf, type World } from '@tomada/sdk/emulator'
import { openImap } from './imap.ts'
import { mailPage } from './mail-page.ts'
import { oauthRoutes } from './oauth/oauth.routes.ts'
import { revokeAll, signInsOf } from './oauth/tokens.ts'
import { ACCOUNT, IMAP_ORIGIN, officeOf, putInInbox, SIGN_INS, SMTP_ORIGIN } from './post-office.ts'
import { openSmtp } from './smtp.ts'

/**
 * A mail provider with one account, and one account each at Google and Microsoft with their sign-in pages: SMTP and IMAP servers of
 * the real protocols, and an admin page that shows what was sent.
 */
export const email: EmulatorDefinition = {
  name: 'email',
  origins: ['https://accounts.google.com', 'https://oauth2.googleapis.com', 'https://login.microsoftonline.com'],
  create: (world) => createProvider(world),
  async openSockets(world) {
    const { google, microsoft } = SIGN_INS
    const [smtp, imap, googles, microsofts] = await Promise.all([
      openSmtp(world),
      openImap(world, ['PLAIN']),
      openImap(world, ['XOAUTH2', 'PLAIN', 'OAUTHBEARER']),
      openImap(world, ['PLAIN', 'XOAUTH2']),
    ])
    return {
      endpoints: {
        [SMTP_ORIGIN]: `smtp://127.0.0.1:${smtp.port}`,
        [IMAP_ORIGIN]: `imap://127.0.0.1:${imap.port}`,
        // The connector declares TLS for these; nothing here has a certificate that anybody would trust.
        [google.smtp]: `smtp+plain://127.0.0.1:${smtp.port}`,
        [google.imap]: `imap+plain://127.0.0.1:${googles.port}`,
        [microsoft.smtp]: `smtp+plain://127.0.0.1:${smtp.port}`,
        [microsoft.imap]: `imap+plain://127.0.0.1:${microsofts.port}`,
      },
      async close() {
        await Promise.all([smtp, imap, googles, microsofts].map((server) => server.close()))
      },
    }
  },
}

function createProvider(world: World): ProviderEmulator {
  const office = officeOf(world)
  return {
    routes: oauthRoutes(world),
    unknownRoute: () => json(404, { error: 'A mail provider speaks SMTP and IMAP.' }),
    errorAnswer: (status) => json(status, { error: 'failed' }),
    scenarios: {
      /** `{from?, subject?, text?, messageId?, file?: {name, contentBase64}}`: an e-mail arrives. */
      receive(input) {
        const stored = putInInbox(world, letter(world, input))
        return { uid: stored.uid }
      },
      /** The person changed the password at the provider. */
      changePassword(input) {
        office.password = textOf(input['password']) ?? 'another-password'
        return { changed: true }
      },
      /** The person takes back what they allowed at Google and Microsoft. */
      revokeAccess: () => ({ revoked: revokeAll(world) }),
      /** Tokens are over before their time, as after a change of the password; they can be renewed. */
      endTokens() {
        const { access } = signInsOf(world)
        for (const token of access.values()) token.expiresAt = world.clock.now()
        return { ended: access.size }
      },
      /** The mailbox was made anew: every message gets another number. */
      renumber() {
        office.uidValidity += 1
        for (const [index, message] of office.inbox.entries()) message.uid = index + 1
        office.nextUid = office.inbox.length + 1
        return { uidValidity: office.uidValidity }
      },
    },
    configureApp(settings) {
      const { app } = signInsOf(world)
      if (settings['redirectUris'] !== undefined) app.redirectUris = textsOf(settings['redirectUris'])
      if (settings['autoApprove'] !== undefined) app.autoApprove = flagOf(settings['autoApprove']) ?? false
      return app
    },
    configureLimits() {
      throw new BadSetting('This provider has no limits.')
    },
    state: () => ({ sent: office.sent, inbox: office.inbox.map(({ uid, flags }) => ({ uid, flags: [...flags] })) }),
    announcement: () => ({
      app: { clientId: signInsOf(world).app.clientId, clientSecret: signInsOf(world).app.clientSecret },
      accounts: Object.values(SIGN_INS).map(({ login }) => ({ login })),
      credentials: { authId: 'mailbox', fields: accountFields() },
    }),
    page: (locale) => mailPage(office, locale),
  }
}

/** What a person would type to connect this account. */
function accountFields(): Record<string, string | number> {
  const [smtp, imap] = [new URL(SMTP_ORIGIN), new URL(IMAP_ORIGIN)]
  return {
    ...ACCOUNT,
    smtpHost: smtp.hostname,
    smtpPort: Number(smtp.port),
    smtpSecurity: 'none',
    imapHost: imap.hostname,
    imapPort: Number(imap.port),
    imapSecurity: 'none',
  }
}

function letter(world: World, input: Record<string, unknown>): Buffer {
  const file = typeof input['file'] === 'object' && input['file'] !== null ? Object.entries(input['file']) : []
  const { name, contentBase64 } = Object.fromEntries(file)
  const head = [
    `From: ${textOf(input['from']) ?? 'Cliente <cliente@example.com>'}`,
    `To: ${ACCOUNT.address}`,
    `Subject: ${textOf(input['subject']) ?? 'Mensagem de teste'}`,
    `Message-ID: ${textOf(input['messageId']) ?? `<${world.random.fork(`letter ${officeOf(world).nextUid}`).digits(12)}@example.com>`}`,
    `Date: ${new Date(world.clock.now()).toUTCString()}`,
    'MIME-Version: 1.0',
  ]
  const text = textOf(input['text']) ?? 'Olá!'
  const plain = ['Content-Type: text/plain; charset=utf-8', 'Content-Transfer-Encoding: 8bit', '', text, '']
  if (typeof name !== 'string') return Buffer.from([...head, ...plain].join('\r\n'))
  const attached = [
    `Content-Type: application/octet-stream; name="${name}"`,
    `Content-Disposition: attachment; filename="${name}"`,
    'Content-Transfer-Encoding: base64',
    '',
    String(contentBase64),
  ]
  const parts = ['--part', ...plain, '--part', ...attached, '--part--', '']
  return Buffer.from([...head, 'Content-Type: multipart/mixed; boundary="part"', '', ...parts].join('\r\n'))
}
