import { fieldsOf, listOf } from '@tomada/sdk/emulator'
import { call } from '@tomada/sdk/emulator/testing/call'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { type RunningPartner, startPartner } from './testing/running-partner.ts'

/** What the sheet says that the emulator must reproduce, by its numbers, called as nobody's client library would. */

let ole: RunningPartner

beforeAll(async () => {
  ole = await startPartner()
})
beforeEach(() => ole.admin('POST', '/reset', {}))
afterAll(() => ole.stop())

const PERSON = {
  nome: 'CLIENTE EXEMPLO',
  tipo_pessoa: 'F',
  cpf_cnpj: '529.982.247-25',
  data_nascimento: '19/06/1998',
  endereco_cep: '01001-000',
  'telefone_ddd[]': '11',
  'telefone_numero[]': '99999-0000',
  'email[]': 'cliente@exemplo.test',
  dia_vencimento: '10',
  endereco_cobranca: 'true',
}

async function customer(more: Record<string, string> = {}): Promise<string> {
  return String((await ole.ask('/clientes/inserir', { ...PERSON, ...more })).fields['id'])
}
async function contract(more: Record<string, string> = {}): Promise<string> {
  return String((await ole.ask('/contratos/inserir', { id_cliente: await customer(), id_plano_principal: '101', ...more })).fields['id'])
}

test('1 everything is POST, url-encoded or multipart, with [] or numbered lists; without keyapi it is a refused sign-in', async () => {
  expect((await call(`${ole.url}/planos`)).status).toBe(405)
  await ole.admin('POST', '/limits', { otherMethods: 200 })
  expect(await call(`${ole.url}/planos`)).toMatchObject({ status: 200, fields: { retorno_status: false } })
  const form = new FormData()
  for (const [name, value] of Object.entries({ ...ole.account, ...PERSON })) form.append(name.replace('[]', '[0]'), value)
  const made: unknown = await (await fetch(`${ole.url}/clientes/inserir`, { method: 'POST', body: form })).json()
  expect(made).toMatchObject({ retorno_status: true, msg: 'Cliente inserido com sucesso!', id: expect.any(Number) })
  expect((await ole.ask('/planos', { keyapi: '' })).fields).toEqual({
    retorno_status: false,
    error: 'Dados de autenticação são inválidos!',
  })
})

test('2 three wrong sign-ins in a row lock for good, right ones forget what was before', async () => {
  const wrong = () => ole.ask('/planos', { pass: 'errada' })
  await wrong()
  await wrong()
  expect((await ole.ask('/planos')).fields['retorno_status']).toBe(true)
  for (let times = 0; times < 3; times++) expect((await wrong()).fields['error']).toBe('Dados de autenticação são inválidos!')
  expect((await ole.ask('/planos')).fields['error']).toBe('Acesso bloqueado. Entre em contato com o suporte.')
  await ole.play('unlock')
  expect((await ole.ask('/planos')).fields['retorno_status']).toBe(true)
})

test('3 a document is taken once; it is found masked, its slash both ways; faults come by field; ids are numbers only when made', async () => {
  const id = await customer()
  expect((await ole.ask('/clientes/inserir', PERSON)).fields).toEqual({
    retorno_status: false,
    error: { cpf_cnpj: 'CPF/CNPJ já cadastrado!' },
  })
  expect((await ole.ask('/clientes/buscacpfcnpj/529.982.247-25')).fields).toMatchObject({ lista: [{ id }] })
  expect((await ole.ask('/clientes/buscacpfcnpj/52998224725')).fields).toMatchObject({ lista: [] })
  await ole.admin('POST', '/limits', { requiresMaskedDocument: false, emptyList: 'missing' })
  expect((await ole.ask('/clientes/buscacpfcnpj/52998224725')).fields).toMatchObject({ lista: [{ id }] })
  expect((await ole.ask('/clientes/buscacpfcnpj/111.444.777-35')).fields).toEqual({ retorno_status: true })
  const company = { tipo_pessoa: 'J', cpf_cnpj: '11.222.333/0001-81', nome_fantasia: 'Exemplo' }
  await customer(company)
  for (const path of ['11.222.333/0001-81', '11.222.333%2F0001-81'])
    expect((await ole.ask(`/clientes/buscacpfcnpj/${path}`)).fields).toMatchObject({ lista: [{ cpf_cnpj: company.cpf_cnpj }] })
  const faulty = async (more: Record<string, string>) =>
    (await ole.ask('/clientes/inserir', { ...PERSON, cpf_cnpj: '111.444.777-35', ...more })).fields
  expect(await faulty({ endereco_cep: '99999-999' })).toMatchObject({ error: { endereco_cep: 'CEP invalido!' } })
  expect(await faulty({ 'telefone_numero[]': '9' })).toMatchObject({ error: { telefone_numero: expect.any(String) } })
  expect(await faulty({ data_nascimento: '' })).toMatchObject({ error: { data_nascimento: expect.any(String) } })
})

test('4 F and 1, true and c, an e-mail with and without [] are all understood', async () => {
  await customer({ tipo_pessoa: '1' })
  const { 'email[]': email = '', ...rest } = PERSON
  const other = { ...rest, cpf_cnpj: '111.444.777-35', email, endereco_cobranca: 'c', cobranca_cep: '01001-000' }
  const { id } = (await ole.ask('/clientes/inserir', other)).fields
  expect((await ole.ask(`/clientes/buscadados/${id}`)).fields).toMatchObject({
    dados: { emails: [{ email }], endereco: { cidade: 'São Paulo' } },
  })
})

test('5 plans are main and additional with one Mobile, and equipment has models', async () => {
  const { planos } = JSON.parse((await ole.ask('/planos')).text)
  expect(new Set(planos.map(({ tipo }: { tipo: string }) => tipo))).toEqual(new Set(['Principal', 'Adicional']))
  expect(planos[0]).toMatchObject({ taxa_instalacao: '99.00', mensalidade: { normal: '39.90' } })
  expect((await ole.ask('/equipamentos')).fields).toMatchObject({ modelos: [{ id: '1', nome: expect.any(String) }, { id: '2' }] })
})

test('6 a contract has its code, is blocked and unblocked by the block’s id, shows it in its status, and is cancelled for good', async () => {
  const id = await contract({ 'id_modelo[]': '1', 'mac[]': 'A1B2C3D4E5F6', id_contrato_origem: 'CT-1' })
  const blocks = () => ole.ask(`/contratos/listarbloqueios/${id}/true`)
  expect((await blocks()).fields).toMatchObject({ retorno_status: false, error: expect.any(String) })
  const { id_bloqueio, msg } = (await ole.ask(`/contratos/bloqueio/${id}`, { motivo_suspensao: '1', data_encerramento: '31/12/2099' }))
    .fields
  expect(msg).toBe(`Contrato ID ${id} bloqueado com sucesso!`)
  expect((await blocks()).fields).toMatchObject({
    bloqueios: [{ id: id_bloqueio, tipo_nome: 'Bloqueio por Inadimplência', status_nome: 'Ativo' }],
  })
  const [{ customerId }] = JSON.parse(JSON.stringify((await ole.admin('GET', '/state'))['contracts'])).slice(-1)
  const status = async () => JSON.parse((await ole.ask(`/contratos/listar/${customerId}`)).text).contratos[0]
  expect(await status()).toMatchObject({ status: 'Ativo (Com Pendências)', codigo: expect.stringMatching(/^\d+\/\d{9}-\d{2}$/) })
  expect((await ole.ask(`/contratos/desbloqueio/${id}/1`)).fields['retorno_status']).toBe(false)
  expect((await ole.ask(`/contratos/desbloqueio/${id}/${id_bloqueio}`)).fields['msg']).toBe(`Contrato ID ${id} desbloqueado com sucesso!`)
  expect((await ole.ask(`/contratos/cancelar/${id}`)).fields['msg']).toBe('Contrato cancelado com sucesso!')
  expect((await ole.ask(`/contratos/cancelar/${id}`)).fields['retorno_status']).toBe(false)
  expect((await status()).status).not.toMatch(/^Ativo/)
})

test('6 a block with an end finishes by itself; Mobile takes an e-mail and no equipment; a MAC has twelve digits', async () => {
  const id = await contract()
  const tomorrow = new Date(Date.now() + 86_400_000).toISOString().slice(0, 10).split('-').reverse().join('/')
  await ole.ask(`/contratos/bloqueio/${id}`, { motivo_suspensao: '2', data_encerramento: tomorrow })
  await ole.admin('POST', '/clock', { advanceMs: 3 * 86_400_000 })
  expect((await ole.ask(`/contratos/listarbloqueios/${id}/false`)).fields).toMatchObject({
    bloqueios: [{ status_nome: 'Inativo (Finalizado)' }],
  })
  const client = await customer({ cpf_cnpj: '111.444.777-35' })
  const insert = async (more: Record<string, string>) =>
    (await ole.ask('/contratos/inserir', { id_cliente: client, ...more })).fields['retorno_status']
  expect(await insert({ id_plano_principal: '103' })).toBe(false)
  expect(await insert({ id_plano_principal: '103', email_usuario: 'u@exemplo.test' })).toBe(true)
  expect(await insert({ id_plano_principal: '101', 'id_modelo[]': '1', 'mac[]': 'XX' })).toBe(false)
  await ole.admin('POST', '/limits', { requiresOriginId: true })
  expect(await insert({ id_plano_principal: '101' })).toBe(false)
})

test('5 equipment is replaced by contract and its own id; by subscription, which no documentation has, only if the switch says so', async () => {
  const id = await contract({ 'id_modelo[]': '1', 'mac[]': 'A1B2C3D4E5F6' })
  const listed = async () => listOf((await ole.admin('GET', '/state'))['contracts']).map(fieldsOf)
  const subscription = async () => fieldsOf(listOf((await listed()).find((one) => one['id'] === id)?.['assinaturas'])[0])
  const equipment = async () => fieldsOf(listOf((await subscription())['equipamentos'])[0])
  const replaced = await ole.ask(`/contratos/mac/${id}/${(await equipment())['id']}`, { id_modelo: '2', mac: 'A1B2C3D4E5F7' })
  expect(replaced.fields).toMatchObject({ id_contrato: id, msg: 'Equipamento substituído com sucesso!' })
  expect(await equipment()).toMatchObject({ equipamento: 'BOX Olé HD', mac: 'A1B2C3D4E5F7' })

  const path = `/contratos/substituirequipamento/${(await subscription())['id']}`
  expect((await ole.ask(path, { id_modelo: '1', mac: 'A1B2C3D4E5F8' })).status).toBe(404)
  expect(await equipment()).toMatchObject({ mac: 'A1B2C3D4E5F7' })
  await ole.admin('POST', '/limits', { replacesBySubscription: true })
  expect((await ole.ask(path, { id_modelo: '1', mac: 'A1B2C3D4E5F8' })).fields).toMatchObject({ retorno_status: true })
  expect(await equipment()).toMatchObject({ equipamento: 'BOX Olé 4K', mac: 'A1B2C3D4E5F8' })
  expect((await ole.ask('/contratos/substituirequipamento/1', { id_modelo: '1', mac: 'A1B2C3D4E5F8' })).fields['retorno_status']).toBe(
    false,
  )
})

test('7 8 invoices come monthly with the plan’s price, are paid once, and texts are the provider’s, also messagem', async () => {
  const id = await contract()
  await ole.admin('POST', '/clock', { advanceMs: 62 * 86_400_000 })
  const { boletos, id_cliente } = JSON.parse((await ole.ask(`/boletos/buscacontrato/${id}`)).text)
  expect(boletos.length).toBeGreaterThanOrEqual(3)
  expect(boletos[0]).toMatchObject({ valores: { valor: 'R$ 39,90' }, status: 'Em Aberto', formato: 'Boleto Online (SICOOB) [OTT]' })
  const pay = (valor_pago: string) => ole.ask(`/boletos/baixa/${boletos[0].id}`, { data_pagamento: '09/12/2026', valor_pago })
  expect((await pay('39.90')).fields['retorno_status']).toBe(false)
  expect((await pay('39,90')).fields).toMatchObject({ pagamento: { status: 'Pago', valores: { pago: 'R$ 39,90' } } })
  expect((await pay('39,90')).fields['retorno_status']).toBe(false)
  expect(JSON.parse((await ole.ask('/boletos/buscacpfcnpj/529.982.247-25/Pago')).text).boletos).toHaveLength(1)
  const pdf = Buffer.from('%PDF-1.4').toString('base64')
  expect((await ole.ask(`/contratos/enviardocumentacao/${id_cliente}/${id}`, { nome: 'a.pdf', conteudo: pdf })).fields).toEqual({
    retorno_status: true,
    messagem: 'Arquivo enviado com sucesso!',
  })
})

test('9 business errors come with 200 or another status, a limit answers 429, and a fault answers HTML', async () => {
  await ole.admin('POST', '/limits', { errorStatus: 422 })
  expect((await ole.ask('/clientes/buscadados/1')).status).toBe(422)
  await ole.admin('POST', '/limits', { requestsPerSecond: 1 })
  const statuses = [(await ole.ask('/planos')).status, (await ole.ask('/planos')).status]
  expect(statuses).toContain(429)
  await ole.admin('POST', '/limits', { requestsPerSecond: null })
  await ole.admin('POST', '/faults', [{ match: { path: '/planos' }, kind: 'html', status: 200 }])
  expect((await ole.ask('/planos')).text).toContain('<html>')
})

test('10 the proxy’s files work on the same customers', async () => {
  const given = { documento: '52998224725', nome: 'Cliente', telefone: '11999990000', cep: '01001-000', dataNascimento: '19/06/1998' }
  const { id } = (await ole.ask('/cliente/cadastrar-cliente.php', given)).fields
  expect((await ole.ask('/cliente/buscar-cliente.php', { documento: given.documento })).fields).toMatchObject({
    lista: [{ id: String(id) }],
  })
  expect((await ole.ask(`/clientes/buscadados/${id}`)).fields).toMatchObject({ dados: { nome: 'Cliente', telefones: [{ ddd: '11' }] } })
})

test('12 the ERP gives tokens and tells of people, of both generations; its events have nowhere to go until an address is set', async () => {
  const { app } = JSON.parse(JSON.stringify(await ole.admin('GET', '/announcement')))
  const credentials = { grant_type: 'client_credentials', client_id: app.clientId, client_secret: app.clientSecret }
  const { access_token } = (await call(`${ole.url}/connect/token`, { form: credentials })).fields
  const { person } = JSON.parse(JSON.stringify(await ole.play('signUp', { document: '52998224725' })))
  const token = String(access_token)
  expect((await call(`${ole.url}/api/clientes/52998224725`, { token })).fields).toMatchObject({
    nome: person.name,
    dataNascimento: person.birthDate,
  })
  expect((await call(`${ole.url}/external/integrations/thirdparty/people/txid/52998224725`, { token })).fields).toMatchObject({
    success: true,
    response: { birthDate: `${person.birthDate}T00:00:00` },
  })
  expect((await call(`${ole.url}/api/clientes/11144477735`, { token })).status).toBe(404)
  expect((await call(`${ole.url}/api/clientes/52998224725`, { token: 'x' })).status).toBe(401)
  for (const button of ['approve', 'suspend', 'financialBlock', 'unblock', 'planChange', 'cancel', 'duplicateDelivery', 'outOfOrder'])
    expect(await ole.play(button)).toMatchObject({ events: expect.arrayContaining([expect.objectContaining({ Version: 3 })]) })
})
