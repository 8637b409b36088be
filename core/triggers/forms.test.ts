import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { FormTrigger } from '../../sdk/flow/definition.ts'
import { useTestDatabase } from '../testing/database.ts'
import { FakeClock } from '../testing/fake-clock.ts'
import { startTestServer, TEST_BASE_URL } from '../testing/test-server.ts'
import { serveForms } from './forms.middleware.ts'
import { newFlowId, runsOf, type TriggerBench, tokenOf, triggerBench } from './testing/trigger-bench.ts'

const database = useTestDatabase()
const clock = new FakeClock(Date.now())
let bench: TriggerBench
let origin: string
let flowId: string

const FORM: FormTrigger = {
  kind: 'form',
  title: 'Cadastro <b>da loja</b>',
  description: 'Conte quem você é.',
  thanks: 'Obrigado!',
  schema: {
    type: 'object',
    additionalProperties: false,
    required: ['nome', 'documento', 'aceito'],
    properties: {
      nome: { type: 'string', title: 'Nome', minLength: 2, maxLength: 80 },
      documento: { type: 'string', title: 'CPF', format: 'cpf' },
      empresa: { type: 'string', title: 'CNPJ', format: 'cnpj' },
      cep: { type: 'string', format: 'cep' },
      telefone: { type: 'string', format: 'phone-br' },
      valor: { type: 'string', format: 'money-brl' },
      email: { type: 'string', format: 'email' },
      idade: { type: 'integer', minimum: 18 },
      peso: { type: 'number' },
      plano: { enum: ['mensal', 'anual'], 'x-enumLabels': { mensal: 'Por mês', anual: 'Por ano' } },
      canais: { type: 'array', items: { enum: ['loja', 'site'] }, uniqueItems: true },
      recado: { type: 'string', 'x-ui': 'textarea' },
      aceito: { type: 'boolean', const: true, title: 'Aceito os termos' },
      __proto__x: { type: 'string' },
    },
  },
}

beforeAll(async () => {
  bench = await triggerBench(database(), clock)
  const started = await startTestServer({ routes: [], rawMiddleware: [serveForms({ forms: bench.forms, clock, baseUrl: TEST_BASE_URL })] })
  origin = started.origin
})
beforeEach(async () => {
  // The rate limit refills.
  clock.advance(61_000)
  flowId = newFlowId()
  await bench.publish(flowId, FORM)
})
afterAll(() => bench?.stop())

const address = () => `${origin}/forms/${tokenOf(flowId)}`
const open = async (headers: Record<string, string> = {}) => {
  const answer = await fetch(address(), { headers })
  const html = await answer.text()
  return { answer, html, submission: /name="submission" value="([^"]+)"/.exec(html)?.[1] ?? '' }
}
const send = (fields: Record<string, string | string[]>, submission: string, headers: Record<string, string> = {}) => {
  const body = new URLSearchParams({ submission })
  for (const [name, value] of Object.entries(fields)) for (const each of [value].flat()) body.append(`field:${name}`, each)
  return fetch(address(), { method: 'POST', body, redirect: 'manual', headers })
}
const answers = async () => (await runsOf(database(), flowId)).map((run) => run.data)
const good = { nome: 'Ana', documento: '529.982.247-25', aceito: 'true' }

test('the page is Portuguese, English on request, needs no script, and nothing in it can act for us', async () => {
  const { answer, html } = await open()
  expect(answer.status).toBe(200)
  expect(html).toContain('<html lang="pt-BR">')
  expect(html).toContain('Enviar')
  expect(html).not.toContain('<script')
  expect(html).toContain('Cadastro &#60;b&#62;da loja')
  expect((await open({ 'accept-language': 'en' })).html).toContain('>Send<')
  const policy = answer.headers.get('content-security-policy') ?? ''
  expect(policy).toContain("default-src 'none'")
  expect(policy).toContain('sandbox allow-forms')
  expect(policy).not.toContain('unsafe-inline')
  expect([answer.headers.get('x-frame-options'), answer.headers.get('cache-control'), answer.headers.get('set-cookie')]).toEqual([
    'DENY',
    'no-store',
    null,
  ])
})

test('every question has a label of its own, and errors are tied to their fields', async () => {
  const { html, submission } = await open()
  const ids = [...html.matchAll(/<(?:input|select|textarea) [^>]*id="(f\d+)"/g)].map((match) => match[1])
  expect(ids).toHaveLength(14)
  for (const id of ids) expect(html.includes(`<label for="${id}">`) || html.includes(`id="${id}" name="field:`)).toBe(true)
  const wrong = await (await send({ nome: '', documento: '111.111.111-11' }, submission)).text()
  expect(wrong).toContain('role="alert"')
  expect(wrong).toMatch(/id="f1"[^>]*value="111.111.111-11"[^>]*aria-describedby="e1" aria-invalid="true"/)
  expect(wrong).toContain('<p class="error" id="e1">Deve ser um CPF válido, com 11 dígitos</p>')
  expect(wrong).toContain('<p class="error" id="e0">É obrigatório</p>')
})

test('a valid answer starts one run with the data in one form, and leads to the thanks', async () => {
  const { submission } = await open()
  const sent = await send(
    {
      ...good,
      empresa: '12.abc.345/01de-35',
      cep: '01310-100',
      telefone: '(11) 98765-4321',
      valor: 'R$ 1.234,50',
      email: 'ana@loja.test',
      idade: '30',
      peso: '1.070,5',
      plano: 'anual',
      canais: ['loja', 'site'],
      recado: 'Olá\r\nmundo',
    },
    submission,
  )
  expect([sent.status, sent.headers.get('location')]).toEqual([303, `/forms/${tokenOf(flowId)}/thanks`])
  expect(await answers()).toEqual([
    {
      nome: 'Ana',
      documento: '52998224725',
      empresa: '12ABC34501DE35',
      cep: '01310100',
      telefone: '+5511987654321',
      valor: '1234.50',
      email: 'ana@loja.test',
      idade: 30,
      peso: 1070.5,
      plano: 'anual',
      canais: ['loja', 'site'],
      recado: 'Olá\nmundo',
      aceito: true,
    },
  ])
  expect(await (await fetch(`${origin}${sent.headers.get('location')}`)).text()).toContain('Obrigado!')
})

test('a button pressed twenty times at once, or a page sent again, is one answer', async () => {
  const { submission } = await open()
  const sent = await Promise.all(Array.from({ length: 18 }, () => send(good, submission)))
  expect(sent.map((each) => each.status)).toEqual(sent.map(() => 303))
  expect((await send(good, submission)).status).toBe(303)
  expect(await answers()).toHaveLength(1)
  expect((await send(good, (await open()).submission)).status).toBe(303)
  expect(await answers()).toHaveLength(2)
})

test('an answer with a fault keeps what was typed; sent right, it is one run', async () => {
  const { submission } = await open()
  const page = await (
    await send({ ...good, empresa: '12.ABC.345/01DE-36', plano: 'anual', canais: ['site'], recado: '</textarea><script>1' }, submission)
  ).text()
  expect(page).toContain('Deve ser um CNPJ válido')
  for (const kept of ['value="Ana"', '<option value="anual" selected>', 'value="site" checked', '&#60;/textarea&#62;&#60;script&#62;1'])
    expect(page).toContain(kept)
  expect(page).not.toContain('<script')
  expect(await answers()).toEqual([])
  const again = /name="submission" value="([^"]+)"/.exec(page)?.[1] ?? ''
  expect((await send(good, again)).status).toBe(303)
  expect(await answers()).toHaveLength(1)
})

test.each([
  ['cpf', { documento: '123.456.789-00' }],
  ['check digits of a CNPJ', { empresa: '11.222.333/0001-80' }],
  ['cep', { cep: '0000-000' }],
  ['area code', { telefone: '(20) 98765-4321' }],
  ['amount', { valor: '1,2,3' }],
  ['age', { idade: '17' }],
  ['whole number', { idade: '20,5' }],
  ['no number', { peso: 'muito' }],
  ['not among the choices', { plano: 'diario' }],
  ['consent', { aceito: [] }],
])('a wrong answer is refused: %s', async (_what, wrong: Record<string, string | string[]>) => {
  const sent = await send({ ...good, ...wrong }, (await open()).submission)
  expect(sent.status).toBe(422)
  expect(await answers()).toEqual([])
})

test('C25 a page that we did not make, for another form or of yesterday, is asked again with its answers kept', async () => {
  const { submission } = await open()
  const other = newFlowId()
  await bench.publish(other, FORM)
  const foreign = /name="submission" value="([^"]+)"/.exec(await (await fetch(`${origin}/forms/${tokenOf(other)}`)).text())?.[1] ?? ''
  for (const forged of ['', 'x', foreign, `${submission}x`]) {
    const sent = await send(good, forged)
    expect(sent.status).toBe(422)
    expect(await sent.text()).toContain('value="Ana"')
  }
  clock.advance(25 * 3_600_000)
  const late = await (await send(good, submission)).text()
  expect(late).toContain('ficou aberta por muito tempo')
  expect(await answers()).toEqual([])
  const fresh = /name="submission" value="([^"]+)"/.exec(late)?.[1] ?? ''
  expect((await send(good, fresh)).status).toBe(303)
})

test('a paused form is closed, a deleted or unknown one is not there, and a webhook address is no form', async () => {
  const { submission } = await open()
  await bench.pause(flowId)
  const closed = await open()
  expect([closed.answer.status, closed.html.includes('Este formulário está fechado')]).toEqual([403, true])
  expect((await send(good, submission)).status).toBe(403)
  await bench.resume(flowId)
  expect((await open()).answer.status).toBe(200)
  await bench.publish(flowId, { kind: 'manual' })
  expect((await open()).answer.status).toBe(404)
  await bench.remove(flowId)
  expect((await open()).answer.status).toBe(404)
  expect((await fetch(`${origin}/forms/unknown-token`)).status).toBe(404)
  expect(await answers()).toEqual([])
})

test('C27 bodies of another kind, too large or no UTF-8 are refused; other methods too', async () => {
  const post = (body: string | Uint8Array<ArrayBuffer>, type: string) =>
    fetch(address(), { method: 'POST', body, headers: { 'content-type': type } })
  expect((await post('{}', 'application/json')).status).toBe(415)
  expect((await post('x'.repeat(300_000), 'application/x-www-form-urlencoded')).status).toBe(413)
  expect((await post(new Uint8Array([0x61, 0xff]), 'application/x-www-form-urlencoded')).status).toBe(400)
  const put = await fetch(address(), { method: 'PUT', body: 'x' })
  expect([put.status, put.headers.get('allow')]).toEqual([405, 'GET, HEAD, POST'])
  expect((await fetch(address(), { method: 'HEAD' })).status).toBe(200)
})

test('C32 one address may not send without end', async () => {
  const { submission } = await open()
  const sent: number[] = []
  for (let i = 0; i < 22; i++) sent.push((await send({}, submission, { 'x-forwarded-for': `10.0.0.${i}` })).status)
  expect(sent.slice(0, 20)).toEqual(Array.from({ length: 20 }, () => 422))
  expect(sent.slice(20)).toEqual([429, 429])
})
