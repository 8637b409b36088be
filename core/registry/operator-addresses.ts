import type { Manifest } from '../../sdk/manifest.gen.ts'
import type { EgressRule } from '../egress/egress.types.ts'

export type Variables = Readonly<Record<string, string>>

/**
 * What a connector may call at the addresses that the operator named in environment variables: that scheme, host and port, at and
 * below that path. Nothing for a variable that is not set. Throws RangeError for a value that is no address.
 */
export function operatorRules({ permissions }: Pick<Manifest, 'permissions'>, variables: Variables): EgressRule[] {
  return (permissions.operatorEgress ?? []).flatMap(({ env, methods }): EgressRule[] => {
    const text = Object.hasOwn(variables, env) ? (variables[env] ?? '') : ''
    if (text === '') return []
    const { protocol, hostname, port, pathname } = readAddress(env, text)
    return [
      {
        host: hostname,
        methods,
        scheme: protocol === 'http:' ? 'http' : 'https',
        ...(port === '' ? {} : { port: Number(port) }),
        ...(pathname === '/' ? {} : { pathPrefix: pathname.replace(/\/+$/, '') }),
      },
    ]
  })
}

function readAddress(env: string, text: string): URL {
  const url = URL.parse(text)
  const isPlain = url !== null && /^https?:$/.test(url.protocol) && url.search === '' && url.hash === '' && url.username === ''
  if (url === null || !isPlain) throw new RangeError(`${env} must be an http or https address without a query or a user name`)
  return url
}

/** Origin of such a rule. */
export function originOf({ scheme, host, port }: EgressRule): string {
  return `${scheme ?? 'https'}://${host}${port === undefined ? '' : `:${port}`}`
}
