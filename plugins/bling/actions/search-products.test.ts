import { expect, test } from 'vitest'
import { useCapabilities } from '../../../core/testing/capabilities.ts'

const bling = useCapabilities('bling', 'https://api.bling.com.br')

test('MH-66 products are searched among all that are active, with a page at a time', async () => {
  await bling().replay('search-products')
})

test('without a status all products are asked for, since the default hides the older ones', async () => {
  const { provider, run } = bling()
  provider.answers.push({ json: { data: [] } })
  expect(await run('search-products', {})).toMatchObject({ ok: true, output: { produtos: [], proximaPagina: null } })
  expect(provider.requests[0]?.path).toBe('/Api/v3/produtos?criterio=5&tipo=T&pagina=1&limite=100')
})

test('several SKUs repeat the bracketed name, and a full page names the next one', async () => {
  const { provider, run } = bling()
  provider.answers.push({ json: { data: Array.from({ length: 100 }, (_, index) => ({ id: index + 1, situacao: 'Z' })) } })
  const result = await run('search-products', { codigos: ['A', 'B'], pagina: 3 })
  expect(result).toMatchObject({
    ok: true,
    output: { proximaPagina: 4, produtos: expect.arrayContaining([expect.objectContaining({ situacao: 'Z' })]) },
  })
  expect(new URL(`http://x${provider.requests[0]?.path}`).searchParams.getAll('codigos[]')).toEqual(['A', 'B'])
})
