import { expect, test } from 'vitest'
import { generateManifestDocs, inPortuguese, manifestSections } from './manifest-docs.ts'

test('every field of the manifest says what it is, in English', () => {
  const silent = manifestSections().flatMap(({ name, text, fields }) => [
    ...(text === null ? [name] : []),
    ...fields.filter((field) => field.text === null).map((field) => `${name}.${field.path}`),
  ])
  expect(silent, 'add a description to sdk/manifest.schema.json').toEqual([])
})

test('every field of the manifest says what it is, in Portuguese', () => {
  const texts = manifestSections().flatMap(({ text, fields }) => [text, ...fields.map((field) => field.text)])
  const missing = [...new Set(texts)].filter((text) => text !== null && inPortuguese(text) === null)
  expect(missing, 'add the translation to sdk/manifest.pt-BR.json').toEqual([])
})

test('the pages name every field, and nothing twice in one section', () => {
  const [english, portuguese] = generateManifestDocs()
  const sections = manifestSections()
  expect(sections.flatMap((section) => section.fields).length).toBeGreaterThan(350)
  for (const { fields } of sections) {
    expect(new Set(fields.map((field) => field.path)).size).toBe(fields.length)
    for (const { path } of fields) for (const page of [english, portuguese]) expect(page?.text).toContain(`| \`${path}\` |`)
  }
  expect(portuguese?.text).toContain('Um de [authNone](#authnone)')
})
