import { expect, test } from 'vitest'
import { EMPTY, useRecorded } from '../testing/recorded.ts'

const omie = useRecorded()

test('find-product asks and gives what was recorded', async () => {
  await omie().replay('find-product')
})

test('an empty list is Omie’s fault 5113, and means that there is no such product; another product does not pass for it', async () => {
  const { provider, run } = omie()
  provider.answers.push(EMPTY, { json: { total_de_paginas: 1, produto_servico_cadastro: [{ codigo_produto: 5, codigo: 'SKU-10' }] } })
  expect(await run('find-product', { codigo: 'SKU-1' })).toMatchObject({ ok: true, output: { produto: null } })
  expect(await run('find-product', { codigo: 'SKU-1' })).toMatchObject({ ok: true, output: { produto: null } })
})

test('an answer without its list is a failure, and never "there is none"', async () => {
  const { provider, run } = omie()
  provider.answers.push({ json: { pagina: 1, total_de_paginas: 1 } })
  expect(await run('find-product', { codigo: 'SKU-1' })).toMatchObject({ ok: false, failure: { class: 'retry' } })
})
