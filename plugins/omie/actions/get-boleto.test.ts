import { expect, test } from 'vitest'
import { fault, useRecorded } from '../testing/recorded.ts'

const omie = useRecorded()

test('get-boleto asks and gives what was recorded', async () => {
  await omie().replay('get-boleto')
})

test('a receivable without a boleto has none, whether Omie refuses or answers empty members', async () => {
  const { provider, run } = omie()
  provider.answers.push(fault('SOAP-ENV:Client-103', 'ERROR: Nenhum boleto foi encontrado para o título [5] !'), {
    json: { cCodStatus: '1', cNumBoleto: '', cLinkBoleto: '' },
  })
  for (const tituloId of [5, 6]) expect(await run('get-boleto', { tituloId })).toMatchObject({ ok: true, output: { boleto: null } })
})
