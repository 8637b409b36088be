import type { Auth } from '../../manifest.gen.ts'

export const AUTH_KINDS = ['apiKey', 'bearer', 'oauth2'] as const
export type AuthKind = (typeof AUTH_KINDS)[number]

/** What a way of signing in adds to the template, in its words. */
export interface AuthParts {
  auth: Auth
  /** Files of the connector, as JSON values. */
  files: Record<string, unknown>
  /** The emulator's side, beside this file; null: the template's own. */
  signIn: string | null
}

const TEST = { action: 'get-account' }
const ACCOUNT = { id: '/id', label: '/name' }

export function authParts(kind: AuthKind): AuthParts {
  switch (kind) {
    case 'apiKey':
      return {
        auth: {
          type: 'apiKey',
          id: 'key',
          displayName: { en: 'API key', 'pt-BR': 'Chave de API' },
          test: TEST,
          account: ACCOUNT,
          fields: 'schemas/sign-in.json',
          inject: [{ in: 'header', name: 'x-api-key', template: '{{apiKey}}' }],
        },
        files: { 'schemas/sign-in.json': secretForm('apiKey', { en: 'API key', 'pt-BR': 'Chave de API' }) },
        signIn: null,
      }
    case 'bearer':
      return {
        auth: {
          type: 'bearer',
          id: 'token',
          displayName: { en: 'Token', 'pt-BR': 'Token' },
          test: TEST,
          account: ACCOUNT,
          fields: 'schemas/sign-in.json',
          token: 'token',
        },
        files: { 'schemas/sign-in.json': secretForm('token', { en: 'Access token', 'pt-BR': 'Token de acesso' }) },
        signIn: 'bearer.ts',
      }
    case 'oauth2':
      return {
        auth: {
          type: 'oauth2',
          id: 'oauth',
          displayName: { en: 'Sign in at Template Shop', 'pt-BR': 'Entrar no Template Shop' },
          test: TEST,
          account: ACCOUNT,
          oauth2: {
            grant: 'authorizationCode',
            authorizeUrl: 'https://api.template-shop.example/oauth/authorize',
            tokenUrl: 'https://api.template-shop.example/oauth/token',
            pkce: 'S256',
            scopes: [],
            scopeSeparator: ' ',
            clientAuth: 'post',
            refresh: 'rotating',
          },
          app: { env: { clientId: 'TEMPLATE_SHOP_CLIENT_ID', clientSecret: 'TEMPLATE_SHOP_CLIENT_SECRET' } },
        },
        files: {},
        signIn: 'oauth2.ts',
      }
  }
}

function secretForm(name: string, title: { en: string; 'pt-BR': string }) {
  const property = { type: 'string', minLength: 1, maxLength: 200, title, 'x-secret': true }
  return { type: 'object', required: [name], additionalProperties: false, properties: { [name]: property } }
}
