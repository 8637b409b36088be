import { expect, test } from 'vitest'
import { EMPTY, useRecorded } from '../testing/recorded.ts'

const omie = useRecorded()

test('find-customer asks and gives what was recorded', async () => {
  await omie().replay('find-customer')
})

test('the document is asked for by its digits and compared by them: answers are masked', async () => {
  const { provider, run } = omie()
  const rows = [{ codigo_cliente_omie: 5, cnpj_cpf: '529.982.247-25' }]
  provider.answers.push({ json: { total_de_paginas: 1, clientes_cadastro: rows } }, EMPTY)
  expect(await run('find-customer', { documento: '529.982.247-25' })).toMatchObject({
    ok: true,
    output: { cliente: { id: '5', documento: '52998224725' } },
  })
  expect(provider.requests[0]?.body).toMatchObject({ param: [{ clientesFiltro: { cnpj_cpf: '52998224725' } }] })
  expect(await run('find-customer', { documento: '529.982.247-25' })).toMatchObject({ ok: true, output: { cliente: null } })
})
