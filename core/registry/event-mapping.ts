import { RE2JS } from 're2js'
import type { EventMappingFile } from '../../sdk/event-mapping.gen.ts'
import type { Json } from '../../sdk/flow/definition.ts'
import { atPointer } from './json-pointer.ts'
import { type CompiledTemplate, compileTemplate } from './template.ts'

export interface MappedEvent {
  subject: string | null
  /** RFC 3339 UTC. */
  time: string | null
  data: Json
}

export interface EventMapping {
  /** Null when the delivery is not one that this trigger speaks of. */
  apply(body: Json): MappedEvent | null
  paths: CompiledTemplate['paths']
}

/** Compiles a declarative trigger. Throws TemplateError or the pattern engine's error on the first fault. */
export function compileEventMapping(file: EventMappingFile): EventMapping {
  const pattern = file.when === undefined ? null : RE2JS.compile(file.when.matches)
  const template = compileTemplate(JSON.parse(JSON.stringify(file.event)), ['body', 'match'])
  return {
    paths: template.paths,
    apply(body) {
      const match = pattern === null ? [] : groupsOf(pattern, atPointer(body, file.when?.pointer ?? ''))
      if (match === null) return null
      const event = template.render({ body, match })
      return {
        subject: textOf(atPointer(event, '/subject')),
        time: textOf(atPointer(event, '/time')),
        data: atPointer(event, '/data') ?? {},
      }
    },
  }
}

function groupsOf(pattern: RE2JS, value: Json | undefined): Json[] | null {
  if (typeof value !== 'string' || value.length > 4096) return null
  const matcher = pattern.matcher(value)
  if (!matcher.find()) return null
  return Array.from({ length: matcher.groupCount() + 1 }, (_, index) => matcher.group(index) ?? null)
}

function textOf(value: Json | undefined): string | null {
  return typeof value === 'string' ? value : null
}
