import { expect, test } from 'vitest'
import { setLocale } from '#lib/paraglide/runtime.js'
import { aboutConnection } from './connection-text.ts'

test('what stands under the name of a connection repeats nothing that the name says', () => {
  setLocale('pt-BR', { reload: false })
  const about = (name: string, accountLabel: string | null) =>
    aboutConnection({ name, plugin: 'bling', accountLabel }, { displayName: 'Bling' })
  expect(about('Bling: Papelaria', 'Papelaria')).toBe('')
  expect(about('Matriz', 'Papelaria')).toBe('Bling · Conta: Papelaria')
  expect(about('Bling da matriz', 'Papelaria')).toBe('Conta: Papelaria')
  expect(about('Matriz', null)).toBe('Bling')
  expect(aboutConnection({ name: 'Matriz', plugin: 'bling', accountLabel: null }, null)).toBe('O conector “bling” não está instalado.')
})
