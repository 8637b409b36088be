import { makeCpf } from '@tomada/sdk/emulator'
import { expect, test } from 'vitest'
import { createRandom } from '../../sdk/emulator/random.ts'
import { PROXY, useConnectedPartner } from './testing/connected-partner.ts'
import { createStage } from './testing/stage.ts'

const ADDRESS = { cep: '01001-000', logradouro: 'Praça da Sé', numero: '10', bairro: 'Sé' }
const random = createRandom('against')
const person = () => ({ documento: makeCpf(random), nome: 'Cliente Exemplo', dataNascimento: '1998-06-19', endereco: ADDRESS })

const ole = useConnectedPartner()
const stage = createStage({ run: (action, input) => ole.run(action, input) })

test('OLE-22 a customer goes through a whole life: created, changed, contracted, blocked, unblocked, billed and cancelled', async () => {
  const { clienteId } = await ole.run('create-customer', person())
  expect(await ole.run('update-customer', { clienteId: String(clienteId), nome: 'Outro Nome' })).toMatchObject({ alterados: ['nome'] })
  const { contratoId } = await ole.run('create-contract', { clienteId: String(clienteId), planoId: '102' })
  const contract = { contratoId: String(contratoId) }
  expect(await ole.run('block-contract', { ...contract, motivo: '1' })).toMatchObject({ jaBloqueado: false })
  expect(await ole.run('block-contract', { ...contract, motivo: '1' })).toMatchObject({ jaBloqueado: true })
  expect(await ole.run('list-contracts', { clienteId: String(clienteId) })).toMatchObject({ ativo: { status: 'Ativo (Com Pendências)' } })
  expect(await ole.run('unblock-contract', contract)).toMatchObject({ desbloqueios: 1 })
  expect(await ole.run('unblock-contract', contract)).toMatchObject({ desbloqueios: 0 })
  expect(await ole.run('list-invoices', contract)).toMatchObject({ boletos: [{ valor: '79.90', pago: false }] })
  const ids = { clienteId: String(clienteId), ...contract }
  expect(await ole.run('cancel-contract', ids)).toMatchObject({ jaCancelado: false })
  expect(await ole.run('cancel-contract', ids)).toMatchObject({ jaCancelado: true })
  expect(await ole.effects('contract.cancelled')).toHaveLength(1)
})

test('a company is created with its name as trade name, and found by its CNPJ', async () => {
  const company = { documento: '11.222.333/0001-81', nome: 'Empresa Exemplo Ltda', endereco: ADDRESS }
  const { clienteId } = await ole.run('create-customer', company)
  expect(await ole.run('find-customer', { documento: '11222333000181' })).toMatchObject({ cliente: { id: clienteId } })
  expect(await ole.run('get-customer', { clienteId: String(clienteId) })).toMatchObject({ tipoPessoa: 'J', nomeFantasia: company.nome })
})

test('a Mobile plan takes an e-mail and no equipment', async () => {
  const clienteId = await stage.customer()
  expect(await ole.capabilities().run('create-contract', { clienteId, planoId: '103' })).toMatchObject({
    ok: false,
    failure: { class: 'permanent', effect: 'no' },
  })
  expect(await ole.run('create-contract', { clienteId, planoId: '103', emailUsuario: 'usuario@exemplo.test' })).toMatchObject({
    contratoId: expect.any(String),
  })
})

test('customers are listed once each, page by page, and contracts and invoices customer by customer', async () => {
  const customers = await ole.all('customers', undefined, 3)
  expect(new Set(customers.map(({ key }) => key)).size).toBe(customers.length)
  expect(customers.length).toBeGreaterThan(8)
  const parent = await stage.parentOf('contracts')
  expect(await ole.all('contracts', parent)).toMatchObject([{ data: { id_cliente: expect.any(String) } }])
  expect(await ole.all('invoices', parent)).toMatchObject([
    { data: { valor: '39.90', vencimento: expect.stringMatching(/^\d{4}-\d\d-\d\d$/) } },
  ])
  expect(await ole.all('plans')).toHaveLength(5)
  expect(await ole.all('equipment-models')).toHaveLength(2)
})

test('a page of HTML instead of JSON is tried again later, and a refused credential asks for a person', async () => {
  await ole.partner().admin('POST', '/faults', [{ match: { path: '/planos' }, kind: 'html', status: 200, times: 1 }])
  expect(await ole.capabilities().run('list-plans', {})).toMatchObject({ ok: false, failure: { class: 'retry' } })
  await ole.partner().play('changePassword')
  expect(await ole.capabilities().run('list-plans', {})).toMatchObject({ ok: false, failure: { class: 'reauthorise', effect: 'no' } })
  await ole.partner().play('restorePassword')
})

const proxied = useConnectedPartner({ server: PROXY })

test('the same actions work over the PHP files, and what they cannot do is said', async () => {
  const { clienteId } = await proxied.run('create-customer', { ...person(), emails: ['cliente@exemplo.test'], telefones: ['11999990000'] })
  const { contratoId } = await proxied.run('create-contract', { clienteId: String(clienteId), planoId: '101' })
  expect(await proxied.run('update-customer', { clienteId: String(clienteId), emails: ['novo@exemplo.test'] })).toMatchObject({
    alterados: ['email'],
  })
  expect(await proxied.run('cancel-contract', { clienteId: String(clienteId), contratoId: String(contratoId) })).toMatchObject({
    jaCancelado: false,
  })
  expect(await proxied.run('list-plans', {})).toMatchObject({ planos: expect.arrayContaining([expect.objectContaining({ id: '101' })]) })
  expect(await proxied.capabilities().run('list-equipment-models', {})).toMatchObject({ ok: false, failure: { class: 'permanent' } })
})

const spelled = useConnectedPartner({ personType: '1/2', documentFormat: 'digits' })

test('1 and 2 for kinds of person and digits in addresses are understood', async () => {
  await spelled.partner().admin('POST', '/limits', { requiresMaskedDocument: false })
  const given = person()
  const { clienteId } = await spelled.run('create-customer', given)
  expect(await spelled.run('find-customer', { documento: given.documento })).toMatchObject({ cliente: { id: clienteId } })
})
