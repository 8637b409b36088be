import { expect, test } from 'vitest'
import { useCapabilities } from '../../../core/testing/capabilities.ts'
import { stateCode } from '../map/state-code.ts'

const mercadoLivre = useCapabilities('mercado-livre', 'https://api.mercadolibre.com')

test('name, document and address of the buyer are read in the second version of the answer', async () => {
  await mercadoLivre().replay('get-order-billing-info')
})

test('a company has no last name, and its document comes without punctuation', async () => {
  const { provider, run } = mercadoLivre()
  const info = {
    name: 'Empresa Exemplo Ltda',
    identification: { type: 'CNPJ', number: '11.222.333/0001-81' },
    address: { state: { name: 'Paraná' }, zip_code: '80000-000' },
  }
  provider.answers.push({ json: { site_id: 'MLB', buyer: { cust_id: 1, billing_info: info } } })
  expect(await run('get-order-billing-info', { orderId: '1' })).toMatchObject({
    ok: true,
    output: {
      full_name: 'Empresa Exemplo Ltda',
      last_name: null,
      identification: { type: 'CNPJ', number: '11222333000181' },
      address: { uf: 'PR', zip_code: '80000000', street_number: null },
    },
  })
})

test('billing details that are not there yet are asked for again', async () => {
  const { provider, run } = mercadoLivre()
  provider.answers.push({ json: { site_id: 'MLB', buyer: { cust_id: 1 } } })
  expect(await run('get-order-billing-info', { orderId: '1' })).toMatchObject({ ok: false, failure: { class: 'retry', effect: 'no' } })
})

test.each([
  ['São Paulo', 'SP'],
  ['ESPÍRITO SANTO', 'ES'],
  ['BR-RJ', 'RJ'],
  ['mg', 'MG'],
  ['Buenos Aires', null],
  [null, null],
])('the state %s has the code %s', (name, code) => {
  expect(stateCode(name)).toBe(code)
})
