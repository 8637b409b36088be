import { expect, test } from 'vitest'
import { fault, useRecorded } from '../testing/recorded.ts'

const omie = useRecorded()

test('issue-boleto asks and gives what was recorded', async () => {
  await omie().replay('issue-boleto')
})

test('a boleto that is there is found and not issued again; none is told from a failure', async () => {
  const { provider, lookup } = omie()
  provider.answers.push(
    { json: { cCodStatus: '0', cNumBoleto: '77', cLinkBoleto: 'https://x/77', cCodBarras: '34191' } },
    fault('SOAP-ENV:Client-103', 'ERROR: Nenhum boleto foi encontrado para o título [5] !'),
    fault('SOAP-ENV:Server', 'SOAP-ERROR: Broken response from Application Server (4)'),
  )
  expect(await lookup('issue-boleto', { tituloId: 5 })).toMatchObject({ ok: true, output: { boleto: { numero: '77' } } })
  expect(await lookup('issue-boleto', { tituloId: 5 })).toMatchObject({ ok: true, output: null })
  expect(await lookup('issue-boleto', { tituloId: 5 })).toMatchObject({ ok: false, failure: { class: 'retry' } })
})

test('a refusal that comes with status 200 is lasting, and its words are Omie’s', async () => {
  const { provider, run } = omie()
  provider.answers.push({ json: { cCodStatus: '1', cDesStatus: 'A conta corrente não emite boletos!' } })
  expect(await run('issue-boleto', { tituloId: 5 })).toMatchObject({
    ok: false,
    failure: { class: 'permanent', message: 'A conta corrente não emite boletos!' },
  })
})
