import { expect, test } from 'vitest'
import { fits, foldersOf, NO_FOLDER, readTags, tagsOf } from './flow-list.ts'

const flow = (name: string, folder: string, tags: string[] = []) => ({ name, folder, tags })
const all = { search: '', folder: '', tag: '' }

test('a folder shows its flows and those of the folders inside it, never of one whose name only begins the same', () => {
  const shown = (folder: string) =>
    [flow('a', ''), flow('b', 'Vendas'), flow('c', 'Vendas/Loja 1'), flow('d', 'Vendas antigas')]
      .filter((one) => fits(one, { ...all, folder }))
      .map(({ name }) => name)
  expect(shown('')).toEqual(['a', 'b', 'c', 'd'])
  expect(shown('Vendas')).toEqual(['b', 'c'])
  expect(shown('Vendas/Loja 1')).toEqual(['c'])
  expect(shown(NO_FOLDER)).toEqual(['a'])
})

test('the search finds names, folders and tags, whatever their accents', () => {
  const nota = flow('Emitir nota', 'Vendas', ['urgência'])
  expect(['NOTA', 'vendas', 'urgencia'].every((search) => fits(nota, { ...all, search }))).toBe(true)
  expect(fits(nota, { ...all, search: 'estoque' })).toBe(false)
  expect(fits(nota, { ...all, tag: 'urgência' })).toBe(true)
  expect(fits(nota, { ...all, tag: 'outra' })).toBe(false)
})

test('folders are listed with the ones around them, tags once', () => {
  const flows = [flow('a', 'Vendas/Loja 1/Pedidos', ['x', 'y']), flow('b', 'Estoque', ['x'])]
  expect(foldersOf(flows)).toEqual(['Estoque', 'Vendas', 'Vendas/Loja 1', 'Vendas/Loja 1/Pedidos'])
  expect(tagsOf(flows)).toEqual(['x', 'y'])
  expect(readTags(' urgente, loja 1,, urgente ')).toEqual(['urgente', 'loja 1'])
})
