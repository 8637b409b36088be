import { fieldsOf, listOf } from '@tomada/sdk/emulator'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { type ConnectedApp, startConnectedApp } from '../testing/connected-app.ts'

let app: ConnectedApp
let token: string
beforeAll(async () => {
  app = await startConnectedApp()
})
beforeEach(async () => {
  await app.admin('POST', '/reset', {})
  token = (await app.connect()).accessToken
})
afterAll(() => app.stop())

const KEY = '35261111222333000181550010000004561000004569'
const nfe = ({ protocol = '<protNFe><infProt/></protNFe>', key = KEY } = {}) =>
  `<?xml version="1.0"?><nfeProc><NFe><infNFe versao="4.00" Id="NFe${key}"><ide><serie>3</serie><nNF>456</nNF>
  <dhEmi>2026-11-20T10:00:00-03:00</dhEmi></ide><dest><CPF>52998224725</CPF><xNome>Bia Souza</xNome></dest>
  <det nItem="1"><prod><cProd>AVULSO</cProd><xProd>Caneca</xProd><uCom>UN</uCom><qCom>2.0000</qCom><vUnCom>29.90</vUnCom></prod></det>
  <total><ICMSTot><vFrete>10.00</vFrete><vNF>69.80</vNF></ICMSTot></total></infNFe></NFe>${protocol}</nfeProc>`

async function send(fields: Record<string, string>) {
  const body = new FormData()
  for (const [name, value] of Object.entries(fields)) {
    if (name === 'xml') body.append(name, new Blob([value], { type: 'text/xml' }), 'nota.xml')
    else body.append(name, value)
  }
  const answer = await fetch(`${app.url}/public-api/v3/notas/xml`, { method: 'POST', headers: { authorization: `Bearer ${token}` }, body })
  return { status: answer.status, fields: fieldsOf(await answer.json()) }
}
const get = (path: string) => app.v3(path, { token })

test('the XML of an invoice becomes an invoice with its number, series, key, customer and total, and stands in the ledger by its key', async () => {
  const { status, fields } = await send({ xml: nfe() })
  expect([status, fields]).toEqual([200, { idNota: expect.any(Number) }])
  expect((await get(`/notas/${fields['idNota']}`)).fields).toMatchObject({
    numero: '000456',
    serie: '3',
    chaveAcesso: KEY,
    situacao: '6',
    valor: 69.8,
    valorFrete: 10,
    cliente: { nome: 'Bia Souza', cpfCnpj: '529.982.247-25' },
    itens: [{ codigo: 'AVULSO', quantidade: 2, valorUnitario: 29.9 }],
  })
  expect(listOf((await app.admin('GET', `/ledger?kind=invoice.imported&key=${KEY}`))['items'])).toHaveLength(1)
})

test('an invoice without the tax office’s protocol waits to be sent, unless the switch says another situation', async () => {
  const waiting = await send({ xml: nfe({ protocol: '' }) })
  expect((await get(`/notas/${waiting.fields['idNota']}`)).fields).toMatchObject({ situacao: '1' })
  await app.admin('POST', '/limits', { importedSituation: 8 })
  const other = await send({ xml: nfe({ protocol: '', key: KEY.replace('456', '457') }) })
  expect((await get(`/notas/${other.fields['idNota']}`)).fields).toMatchObject({ situacao: '8' })
})

test('the same XML again is a conflict, unless the switch says that Tiny takes it', async () => {
  await send({ xml: nfe() })
  expect(await send({ xml: nfe() })).toMatchObject({ status: 409, fields: { mensagem: 'Esse registro já existe' } })
  await app.admin('POST', '/limits', { refusesKnownXml: false })
  expect(await send({ xml: nfe() })).toMatchObject({ status: 200 })
})

test('an invoice belongs to the order whose number comes with it; no XML, no NF-e and an unknown order are refused by field', async () => {
  const first = async (path: string) => fieldsOf(listOf((await get(path)).fields['itens'])[0])
  const json = {
    data: '2026-11-20',
    idContato: (await first('/contatos'))['id'],
    itens: [{ produto: { id: (await first('/produtos'))['id'] }, quantidade: 1, valorUnitario: 5 }],
  }
  const order = (await app.v3('/pedidos', { token, method: 'POST', json })).fields
  const made = await send({ xml: nfe(), numeroPedido: String(order['numeroPedido']) })
  expect(made.status).toBe(200)
  expect((await get(`/pedidos/${order['id']}`)).fields).toMatchObject({ idNotaFiscal: made.fields['idNota'] })
  expect((await get(`/notas/${made.fields['idNota']}/xml`)).fields).toMatchObject({ xmlNfe: nfe() })

  expect(await send({})).toMatchObject({ status: 400, fields: { detalhes: [{ campo: 'xml' }] } })
  expect(await send({ xml: '<nada/>' })).toMatchObject({ status: 400, fields: { detalhes: [{ campo: 'xml' }] } })
  const unknown = await send({ xml: nfe({ key: KEY.replace('456', '458') }), numeroPedido: '999999' })
  expect(unknown).toMatchObject({ status: 400, fields: { detalhes: [{ campo: 'numeroPedido' }] } })
})
