import type { GeneratedFile } from '../generated-file.ts'
import { connectorOpenApi } from './connector-openapi.ts'
import { connectorPage } from './connector-page.ts'
import { type ConnectorSource, readConnectors } from './connector-source.ts'
import { connectorTypes } from './connector-types.ts'

const FOLDER = 'docs/connectors'

/** What is generated for every installed connector: its page in both languages, its part of the API, its types. */
export async function generateConnectors(root: string): Promise<GeneratedFile[]> {
  const files: GeneratedFile[] = []
  for (const source of await readConnectors(root)) {
    files.push(...describeConnector(source), { path: `${FOLDER}/${source.name}.gen.ts`, text: await connectorTypes(source) })
  }
  return files
}

/** The files that are made of the manifest alone. */
export function describeConnector(source: ConnectorSource): GeneratedFile[] {
  return [
    { path: `${FOLDER}/${source.name}.md`, text: connectorPage(source, 'en') },
    { path: `${FOLDER}/${source.name}.pt-BR.md`, text: connectorPage(source, 'pt-BR') },
    { path: `${FOLDER}/${source.name}.openapi.gen.json`, text: connectorOpenApi(source) },
  ]
}
