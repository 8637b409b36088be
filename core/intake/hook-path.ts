import type { Json, WebhookTrigger } from '../../sdk/flow/definition.ts'

/** Methods of a webhook whose trigger names none. */
const USUAL_METHODS = ['POST', 'PUT'] as const

export function methodsOf({ methods }: Pick<WebhookTrigger, 'methods'>): readonly string[] {
  return methods ?? USUAL_METHODS
}

/** For `Allow`: HEAD goes with GET, and OPTIONS with anything. */
export function allowOf(methods: readonly string[]): string {
  return [...methods, ...(methods.includes('GET') ? ['HEAD'] : []), 'OPTIONS'].join(', ')
}

/**
 * What stands for the `:name` parts of the trigger's path in the rest of an address, decoded; undefined when the address is another.
 * Null when the trigger has no path: then it has no `trigger.params` either.
 */
export function paramsIn({ path }: Pick<WebhookTrigger, 'path'>, rest: string): { [name: string]: Json } | null | undefined {
  if (path === undefined || path === '') return rest === '' ? null : undefined
  const wanted = path.split('/')
  const given = rest.split('/')
  if (wanted.length !== given.length) return undefined
  const params: { [name: string]: Json } = Object.create(null)
  for (const [i, part] of wanted.entries()) {
    const text = decoded(given[i] ?? '')
    if (text === null || text === '') return undefined
    if (part.startsWith(':')) params[part.slice(1)] = text
    else if (part !== text) return undefined
  }
  return { ...params }
}

/** Null when the escapes are none. */
function decoded(part: string): string | null {
  try {
    return decodeURIComponent(part)
  } catch (_malformed) {
    // URIError: an address with such a part leads nowhere.
    return null
  }
}
