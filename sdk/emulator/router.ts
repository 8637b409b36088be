import type { EmulatorRoute } from './message.ts'

export interface RouteMatch {
  route: EmulatorRoute
  params: Record<string, string>
}

/** First route of the table with this method whose path fits; the table's order decides between `/users/me` and `/users/:id`. */
export function findRoute(routes: readonly EmulatorRoute[], method: string, path: string): RouteMatch | null {
  const segments = path.split('/')
  for (const route of routes) {
    if (route.method !== method) continue
    const params = matchPath(route.path.split('/'), segments)
    if (params) return { route, params }
  }
  return null
}

function matchPath(pattern: readonly string[], segments: readonly string[]): Record<string, string> | null {
  if (pattern.length !== segments.length) return null
  const params: Record<string, string> = {}
  for (const [index, part] of pattern.entries()) {
    const segment = segments[index] ?? ''
    if (part.startsWith(':')) params[part.slice(1)] = decodeSegment(segment)
    else if (part !== segment) return null
  }
  return params
}

function decodeSegment(segment: string): string {
  try {
    return decodeURIComponent(segment)
  } catch {
    // A stray `%` is the caller's own text, not an escape.
    return segment
  }
}
