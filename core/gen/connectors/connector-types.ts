import { compile } from 'json-schema-to-typescript'
import { namedSchemas } from './connector-schemas.ts'
import { type ConnectorSource, digestOf } from './connector-source.ts'

/** TypeScript types of what a connector's capabilities take and give, for programs that speak to our API. */
export async function connectorTypes(source: ConnectorSource): Promise<string> {
  const $defs = Object.fromEntries(namedSchemas(source))
  const made = await compile({ type: 'object', $defs, properties: {}, additionalProperties: false }, 'Root', {
    additionalProperties: true,
    ignoreMinAndMaxItems: true,
    unreachableDefinitions: true,
    bannerComment: `// Generated from plugins/${source.name} by \`npm run gen\`. Do not edit. ${digestOf(source)}`,
  })
  return `${made
    .replace(/export interface Root \{\s*\}\n+/, '')
    .replace(
      /\/\*\*\n \* This interface was referenced by (?:(?!\*\/)[\s\S])*\*\/\n|\n \*\n \* This interface was referenced by (?:(?!\*\/)[\s\S])*(?=\n \*\/)/g,
      '',
    )
    .trimEnd()}\n`
}
