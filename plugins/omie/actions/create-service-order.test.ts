import { expect, test } from 'vitest'
import { fault, useRecorded } from '../testing/recorded.ts'

const omie = useRecorded()

test('create-service-order asks and gives what was recorded', async () => {
  await omie().replay('create-service-order')
})

test('a service order that is there already is read by its integration code and given back', async () => {
  const { provider, run } = omie()
  provider.answers.push(
    fault('SOAP-ENV:Client-102', 'ERROR: Ordem de Serviço já cadastrada para o Código de Integração [OS-1] com o nCod [9] !'),
    { json: { Cabecalho: { nCodOS: 9, cNumOS: '000000000000031' } } },
  )
  const input = {
    clienteId: '617700984',
    servicos: [{ descricao: 'Suporte', quantidade: '1', valorUnitario: '150.00', codigoLc116: '1.07', codigoMunicipal: '0107' }],
    categoria: '1.01.02',
    contaId: '903529904',
    cidade: 'SAO PAULO (SP)',
    codigoIntegracao: 'OS-1',
  }
  expect(await run('create-service-order', input)).toMatchObject({ ok: true, output: { id: '9', numero: '31', jaExistia: true } })
  expect(provider.requests[0]?.body).toMatchObject({
    param: [{ Cabecalho: { cCodIntOS: 'OS-1', dDtPrevisao: '21/11/2026' }, ServicosPrestados: [{ cTribServ: '01', cRetemISS: 'N' }] }],
  })
})
