import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import type { Json } from '../../sdk/flow/definition.ts'

export const FIXTURES = path.resolve(import.meta.dirname, '../../core/importer/fixtures')

/** What n8n said of one execution: items of the last node, all its runs one after the other. */
export interface Recorded {
  status: 'success' | 'error'
  lastNode: string
  items: Json[]
  error: string | null
}

export interface Fixture {
  id: string
  name: string
  /** The exported file. */
  text: string
  nodes: Array<{ name: string; type: string }>
  recorded: Recorded
}

export function readFixtures(): Fixture[] {
  const files = readdirSync(path.join(FIXTURES, 'workflows')).toSorted()
  return files.map((file) => {
    const text = readFileSync(path.join(FIXTURES, 'workflows', file), 'utf8')
    const { id, name, nodes } = JSON.parse(text)
    return { id, name, text, nodes, recorded: JSON.parse(readFileSync(path.join(FIXTURES, 'outputs', file), 'utf8')) }
  })
}
