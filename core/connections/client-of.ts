import type { Auth, AuthClientCredentials } from '../../sdk/manifest.gen.ts'
import type { FieldError } from '../platform/errors.ts'
import { textOf } from './credential-parts.ts'

export interface ApiClient {
  clientId: string
  clientSecret: string
}

type Fields = Readonly<Record<string, unknown>>
type Variables = Readonly<Record<string, string>>

/** The client that a person typed, else the installation's own; null when there is neither. Never one's id with the other's secret. */
export function clientOf(auth: AuthClientCredentials, fields: Fields, variables: Variables): ApiClient | null {
  const typed = { clientId: textOf(fields, auth.clientId), clientSecret: textOf(fields, auth.clientSecret) }
  if (typed.clientId !== '' || typed.clientSecret !== '') return isWhole(typed) ? typed : null
  const { env } = auth.app ?? {}
  if (env === undefined) return null
  const installed = { clientId: textOf(variables, env.clientId), clientSecret: textOf(variables, env.clientSecret) }
  return isWhole(installed) ? installed : null
}

/** What is missing for a connection by client credentials: told when it is made, not at its first call. */
export function clientFaults(auth: Auth, fields: Fields, variables: Variables): FieldError[] {
  if (auth.type !== 'clientCredentials' || clientOf(auth, fields, variables) !== null) return []
  return [auth.clientId, auth.clientSecret]
    .filter((name) => textOf(fields, name) === '')
    .map((name) => ({
      field: `/fields/${name}`,
      reason: 'required: the installation has no client of its own / obrigatório: a instalação não tem um cliente próprio',
    }))
}

function isWhole({ clientId, clientSecret }: ApiClient): boolean {
  return clientId !== '' && clientSecret !== ''
}
