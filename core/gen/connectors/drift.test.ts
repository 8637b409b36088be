import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { staleFiles } from '../generated-file.ts'
import { connectorPage } from './connector-page.ts'
import { nodes, readConnectors, text } from './connector-source.ts'
import { generateConnectors } from './generate-connectors.ts'

const ROOT = fileURLToPath(new URL('../../../', import.meta.url))

interface Leaf {
  pointer: string
  /** Puts another value in the leaf's place, and gives back what undoes it. */
  mutate(): () => void
}

function leavesOf(value: unknown, pointer = ''): Leaf[] {
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, member]): Leaf[] => {
    const at = `${pointer}/${key}`
    const isLeaf = typeof member !== 'object' || member === null || Object.keys(member).length === 0
    if (!isLeaf) return leavesOf(member, at)
    const mutate = () => {
      Reflect.set(value, key, mutated(member))
      return () => void Reflect.set(value, key, member)
    }
    return [{ pointer: at, mutate }]
  })
}

function mutated(value: unknown): unknown {
  if (typeof value === 'number') return value + 1
  if (typeof value === 'boolean') return !value
  return typeof value === 'string' ? `${value}x` : 'x'
}

/** Schemas hold thousands of leaves, and all of them come in by the same way: each seventh will do. */
const STRIDE = 7

test('changing any leaf of any manifest, or of a schema it names, makes what is generated out of date', { timeout: 120_000 }, async () => {
  for (const source of await readConnectors(ROOT)) {
    const before = connectorPage(source, 'en')
    const inSchemas = [...source.schemas].flatMap(([file, schema]) => leavesOf(schema, `/${file}`))
    const leaves = [...leavesOf(source.manifest), ...inSchemas.filter((_leaf, index) => index % STRIDE === 0)]
    expect(leaves.length).toBeGreaterThan(100)
    const unseen = leaves.filter(({ mutate }) => {
      const undo = mutate()
      const isSame = connectorPage(source, 'en') === before
      undo()
      return isSame
    })
    expect(unseen.map(({ pointer }) => `${source.name}${pointer}`)).toEqual([])
  }
})

test('OLE-54 the page of a connector shows who calls whom, every endpoint and the licence', async () => {
  for (const { name, manifest } of await readConnectors(ROOT))
    for (const page of [`${name}.md`, `${name}.pt-BR.md`]) {
      const shown = await readFile(path.join(ROOT, 'docs/connectors', page), 'utf8')
      expect(shown, page).toMatch(/```mermaid\nflowchart LR\n(.*\n)*.*tomada.*provider/)
      expect(shown, page).toMatch(new RegExp(`^(Licence|Licença): ${text(manifest['license'])}\\.$`, 'm'))
      for (const route of nodes(manifest['routes'])) expect(shown, page).toContain(`\`${text(route['method'])} ${text(route['path'])}\``)
    }
})

test('the pages, types and API fragments of every connector are up to date', async () => {
  expect(await staleFiles(ROOT, await generateConnectors(ROOT)), 'run npm run gen').toEqual([])
})
