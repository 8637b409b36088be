import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, test } from 'vitest'
import { readPluginTemplates } from './plugin-templates.ts'

const PLUGINS = path.resolve(import.meta.dirname, '../../plugins')
const bundled = new Map(['mercado-livre', 'bling'].map((name) => [name, path.join(PLUGINS, name)]))

test('every template that comes with a connector fits the flow schema', () => {
  expect(readPluginTemplates(bundled).map((template) => template.id)).toContain('mercado-livre-order-to-bling')
})

test('a template is offered only when every connector it needs is installed', () => {
  expect(readPluginTemplates(new Map([...bundled].slice(0, 1)))).toEqual([])
})

test('a template with a fault is refused with the file and the field', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'template-'))
  mkdirSync(path.join(folder, 'templates'))
  writeFileSync(
    path.join(folder, 'templates', 'bad.json'),
    JSON.stringify({ id: 'bad', name: { en: 'x' }, description: {}, plugins: [], definition: {} }),
  )
  expect(() => readPluginTemplates(new Map([['bad', folder]]))).toThrow(/bad\.json.*\/name/)
})
