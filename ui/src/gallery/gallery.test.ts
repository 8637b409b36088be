import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'

const SRC = path.resolve(import.meta.dirname, '..')
const stories = readdirSync(import.meta.dirname)
  .filter((file) => file.endsWith('Stories.svelte'))
  .map((file) => readFileSync(path.join(import.meta.dirname, file), 'utf8'))
  .join('\n')

test('every component is shown on the components page, with a name for the state it is in', () => {
  const components = readdirSync(path.join(SRC, 'components'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.svelte'))
    .map((file) => file.replace(/\.svelte$/, '').replaceAll(path.sep, '/'))
  const shown = new Set(Array.from(stories.matchAll(/<Story component="([^"]+)" (?:state=|\{state\})/g), ([, component]) => component))
  expect(components.filter((component) => !shown.has(component))).toEqual([])
})

test('the components page is no route of the product', () => {
  const routes = readdirSync(path.join(SRC, 'routes'), { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.svelte'))
  const naming = routes.filter((file) => readFileSync(path.join(SRC, 'routes', file), 'utf8').includes('gallery'))
  expect(naming).toEqual([])
})
