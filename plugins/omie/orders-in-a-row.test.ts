import { listOf } from '@tomada/sdk/emulator'
import { expect, test } from 'vitest'
import { useConnectedCompany } from './testing/connected-company.ts'

const company = useConnectedCompany({ keepsLimits: true })
const DOCUMENTS = ['529.982.247-25', '111.444.777-35', '390.533.447-05']

/** As the ready-made flow makes an order of a sale. */
async function sell(documento: string): Promise<void> {
  const { contas } = await company.run('list-accounts', {})
  const { categorias } = await company.run('list-categories', {})
  expect(listOf(categorias)).not.toHaveLength(0)
  const { id: clienteId } = await company.run('save-customer', { documento, razaoSocial: 'Maria Exemplo' })
  const { produto } = await company.run('find-product', { codigo: 'SKU-1' })
  const itens = [{ produtoId: String(Object(produto)['id']), quantidade: '1', valorUnitario: '29.90' }]
  const contaId = String(Object(listOf(contas)[0])['id'])
  await company.run('create-order', { clienteId: clienteId ?? null, itens, categoria: '1.01.01', contaId, codigoIntegracao: documento })
}

test('MH-73 orders for one product follow each other at once, and a change of the product is never hidden by an older answer', async () => {
  const product = { codigo: 'SKU-1', descricao: 'CANECA', ncm: '6912.00.00', valorUnitario: '29.90' }
  await company.run('save-product', product)
  const started = performance.now()
  for (const documento of DOCUMENTS) await sell(documento)
  expect(performance.now() - started).toBeLessThan(30_000)
  const { items } = await company.omie().admin('GET', '/ledger?kind=order.created')
  expect(listOf(items)).toHaveLength(DOCUMENTS.length)

  await company.run('save-product', { ...product, valorUnitario: '35.00' })
  await expect(company.run('find-product', { codigo: 'SKU-1' })).rejects.toThrow(/refuses to repeat/)
})
