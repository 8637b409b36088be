import type { Manifest } from '../../sdk/manifest.gen.ts'

/** A function of a connector's code: the default export of a file, or one part of what it exports. */
export interface HandlerEntry {
  file: string
  part: string | null
}

/** Every `.ts` entry that a manifest names, each once. */
export function handlerEntries(manifest: Manifest): HandlerEntry[] {
  const named: Array<[string | undefined, string | null]> = [
    ...[...manifest.actions, ...manifest.triggers].map((one): [string, null] => [one.entry, null]),
    ...(manifest.resources ?? []).flatMap(
      (one): Array<[string | undefined, string]> => [
        [one.list, 'list'],
        [one.detail?.entry, 'detail'],
      ],
    ),
    ...manifest.webhooks.flatMap(
      (one): Array<[string | undefined, string]> => [
        [one.subscribe, 'subscribe'],
        [one.unsubscribe, 'unsubscribe'],
        [one.missed?.entry, 'missed'],
      ],
    ),
    ...manifest.routes.map((route): [string | undefined, null] => [handlerOf(route.bind), null]),
  ]
  const entries = new Map<string, HandlerEntry>()
  for (const [file, part] of named) if (file?.endsWith('.ts')) entries.set(`${file}#${part}`, { file, part })
  return [...entries.values()]
}

/** The file of a route that is bound to a handler. */
export function handlerOf(bind: string): string | undefined {
  return bind.startsWith('handler:') ? bind.slice('handler:'.length) : undefined
}
