import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type HubWorld, OWNER, openHub, overflowAt320, violations } from './hub-world.ts'

/** What an admin looks after: webhooks, queues, people, what was done and what was wrong. In a real browser, with the product alone. */

const run = promisify(execFile)
const PASSWORD = 'uma senha bem comprida'
let world: HubWorld<never>

beforeAll(async () => {
  world = await openHub([])
}, 120_000)

afterAll(async () => {
  await world?.close()
})

interface Delivery {
  id: string
  runIds: string[]
  verdict: string
}

const deliveries = async (flowId: string) =>
  (await world.session.get<{ items: Delivery[] }>(`/api/deliveries?flowId=${flowId}&limit=50`)).items

async function toast(page: Page, text: RegExp): Promise<void> {
  await page.locator('[data-sonner-toast]').filter({ hasText: text }).first().waitFor()
}

test('MH-88 ML-49 a webhook is created, tested, called by its ready curl, has its secret rotated, is paused, and its message is replayed', async () => {
  const { page } = world
  await world.open('/app/deliveries?view=endpoints')
  expect(await violations(page)).toEqual([])
  await page.getByTestId('add-endpoint').click()
  await page.locator('input[name="endpoint-name"]').fill('Pedidos do site')
  await page.getByRole('button', { name: 'Criar webhook' }).click()
  const endpoint = page.getByTestId('endpoint')
  await endpoint.waitFor()
  const flowId = (await endpoint.getAttribute('data-flow-id')) ?? ''
  expect(await violations(page)).toEqual([])
  expect(await overflowAt320(page)).toBeLessThanOrEqual(0)

  await endpoint.getByTestId('send-test').click()
  await page.locator('textarea[name="test-body"]').fill('{"pedido": 7}')
  await page.getByRole('button', { name: 'Enviar evento', exact: true }).click()
  const runId = await page.getByTestId('test-sent').getAttribute('data-run-id')
  await page.getByRole('button', { name: 'Fechar' }).last().click()
  expect(await deliveries(flowId)).toMatchObject([{ verdict: 'accepted', runIds: [runId] }])

  const called = async () => {
    const { stdout } = await run('bash', ['-c', `${await curl()} -s -o /dev/null -w '%{http_code}'`])
    return Number(stdout)
  }
  const curl = async () => {
    await endpoint.getByTestId('show-curl').click()
    const text = (await page.getByTestId('curl').textContent()) ?? ''
    await page.getByRole('button', { name: 'Fechar' }).last().click()
    return text
  }
  const before = await curl()
  expect(await called()).toBe(202)
  await expect.poll(async () => (await deliveries(flowId)).length).toBe(2)

  await endpoint.getByRole('button', { name: /^Mais ações/ }).click()
  await page.getByRole('menuitem', { name: 'Segredo' }).click()
  await page.getByRole('dialog').locator('button', { hasText: 'Mostrar segredo' }).click()
  await page.getByRole('button', { name: 'Trocar segredo' }).click()
  await page.getByRole('alertdialog').getByRole('button', { name: 'Trocar segredo' }).click()
  await page.getByRole('alertdialog').waitFor({ state: 'detached' })
  await page.keyboard.press('Escape')
  expect((await run('bash', ['-c', `${before} -s -o /dev/null -w '%{http_code}'`])).stdout).toBe('401')
  expect(await called()).toBe(202)

  await endpoint.getByTestId('pause-endpoint').click()
  await endpoint.and(page.locator('[data-state="paused"]')).waitFor()
  expect(await called()).toBeGreaterThanOrEqual(400)
  await endpoint.getByTestId('pause-endpoint').click()
  await endpoint.and(page.locator('[data-state="published"]')).waitFor()

  await endpoint.getByRole('button', { name: /^Mais ações/ }).click()
  await page.getByRole('menuitem', { name: 'Ver mensagens' }).click()
  await expect.poll(() => page.getByTestId('delivery-row').count()).toBe((await deliveries(flowId)).length)
  await page.getByTestId('delivery-row').last().getByRole('link').first().click()
  await page.getByTestId('replay-delivery').click()
  await page.getByRole('button', { name: 'Reproduzir mensagem' }).click()
  await page.waitForURL(/\/app\/runs\/run_/)
  expect(page.url()).not.toContain(String(runId))
  expect(world.faults).toEqual([])
}, 90_000)

test('MV-85 ML-50 ML-65 the queue shows a message with its attributes, a job that was given up is tried again or discarded by role, and who is missing', async () => {
  const { page, session, truth } = world
  for (const role of ['viewer', 'operator', 'admin'])
    await session.send('POST', '/api/members', { name: role, email: `${role}@loja.test`, password: PASSWORD, role })
  const { items } = await session.get<{ items: Array<{ id: string }> }>('/api/queue?limit=1')
  await world.open('/app/queues')
  const item = page.locator(`[data-testid="queue-item"][data-run-id="${items[0]?.id}"]`)
  await item.getByRole('button', { name: /^Mais ações/ }).click()
  await page.getByRole('menuitem', { name: 'Ver mensagem' }).click()
  const message = page.getByTestId('queue-message')
  await message.waitFor()
  expect(await message.textContent()).toContain(items[0]?.id)
  expect(await message.textContent()).toMatch(/Chave contra duplicatas.*body/s)
  expect(await violations(page)).toEqual([])

  const { rows } = await truth.query('SELECT tenant_id FROM workspaces')
  const dead = async (name: string) =>
    (
      await truth.query(
        `INSERT INTO pgboss.job (name, data, state, group_id, retry_limit, output, completed_on)
         VALUES ('alerts.watch', $1, 'failed', $2, 0, '{"message": "o provedor sumiu"}', now()) RETURNING id`,
        [JSON.stringify({ tenantId: rows[0].tenant_id, name }), rows[0].tenant_id],
      )
    ).rows[0].id
  const [again, gone] = [await dead('again'), await dead('gone')]
  const letter = (on: Page, id: string) => on.locator(`[data-testid="dead-letter"][data-job-id="${id}"]`)

  const viewer = await world.pageOf({ email: 'viewer@loja.test', password: PASSWORD })
  await viewer.goto(`${world.product.baseUrl}/app/queues?view=jobs`)
  await viewer.getByTestId('queue-figures').waitFor()
  expect(await viewer.getByRole('tab', { name: 'Filas internas' }).count()).toBe(0)
  const operator = await world.pageOf({ email: 'operator@loja.test', password: PASSWORD })
  await operator.goto(`${world.product.baseUrl}/app/queues?view=jobs`)
  await letter(operator, again).waitFor()
  const named = operator.getByTestId('job-queue').getByRole('rowheader').locator('span:first-child')
  expect(
    (await named.allInnerTexts()).filter((name) => /^[a-z-]+\.[a-z-]+$/.test(name)),
    'queues without words',
  ).toEqual([])
  expect(await letter(operator, again).getByTestId('discard-dead').count()).toBe(0)
  await letter(operator, again).getByTestId('retry-dead').click()
  await letter(operator, again).waitFor({ state: 'detached' })
  const admin = await world.pageOf({ email: 'admin@loja.test', password: PASSWORD })
  await admin.goto(`${world.product.baseUrl}/app/queues?view=jobs`)
  await letter(admin, gone).getByTestId('discard-dead').click()
  await admin.getByRole('alertdialog').getByRole('button', { name: 'Descartar' }).click()
  await letter(admin, gone).waitFor({ state: 'detached' })
  const { rows: left } = await truth.query(`SELECT id FROM pgboss.job WHERE id = ANY($1) AND state = 'failed'`, [[again, gone]])
  expect(left).toEqual([])

  // The processes of this world work: what the page says when none does is seen with an answer that says so.
  await admin.route('**/api/queues', async (route) => {
    const answer = await route.fetch()
    const body = await answer.json()
    const workers = body.workers.map((worker: object) => ({ ...worker, isAlive: false }))
    const queues = body.queues.map((queue: { name: string }) => ({ ...queue, waiting: queue.name === 'alerts.watch' ? 3 : 0 }))
    await route.fulfill({ response: answer, json: { ...body, workers, queues } })
  })
  await admin.reload()
  expect(await admin.getByTestId('unserved-queues').textContent()).toContain('Vigiar o que precisa de atenção')
  expect(await admin.getByTestId('last-heartbeat').locator('time').getAttribute('datetime')).toMatch(/^20/)
  expect(world.faults).toEqual([])
}, 90_000)

test('people are invited, change their role and leave; the last owner stays, and the audit log finds who did it', async () => {
  const { page, session } = world
  await world.open('/app/members')
  await page.getByTestId('add-member').click()
  const form = page.getByTestId('add-member-form')
  await form.locator('input[name="name"]').fill('Bruno Silva')
  await form.locator('input[name="email"]').fill('bruno@loja.test')
  await form.locator('input[name="password"]').fill(PASSWORD)
  expect(await violations(page)).toEqual([])
  await form.getByRole('button', { name: /^Adicionar|^Convidar|^Incluir/ }).click()
  const row = page.getByTestId('member').filter({ hasText: 'bruno@loja.test' })
  await row.and(page.locator('[data-role="editor"]')).waitFor()
  await row.getByRole('combobox').selectOption('viewer')
  await toast(page, /Bruno Silva/)
  await row.and(page.locator('[data-role="viewer"]')).waitFor()

  const me = page.getByTestId('member').filter({ hasText: OWNER.email })
  await me.getByRole('combobox').selectOption('admin')
  await me.getByRole('alert').waitFor()
  const { items } = await session.get<{ items: Array<{ email: string; role: string }> }>('/api/members')
  expect(items.find(({ email }) => email === OWNER.email)?.role).toBe('owner')

  await row.getByRole('button', { name: /Ações|Mais/ }).click()
  await page.getByRole('menuitem').click()
  await page.getByRole('alertdialog').getByRole('button').last().click()
  await row.waitFor({ state: 'detached' })

  await page.getByRole('tab', { name: 'Auditoria' }).click()
  await page.locator('[data-testid="audit-entry"][data-act="member.removed"]').waitFor()
  await page.locator('input[name="audit-search"]').fill('job.discarded')
  await expect.poll(() => page.getByTestId('audit-entry').count()).toBe(1)
  expect(await page.getByTestId('audit-entry').textContent()).toMatch(/admin.*Trabalho interno descartado/s)
  expect(await violations(page)).toEqual([])
  expect(await overflowAt320(page)).toBeLessThanOrEqual(0)
  expect(world.faults).toEqual([])
}, 60_000)

test('the company gets another name and timezone, the schedules say that they keep theirs, and the audit log tells what was', async () => {
  const { page, session } = world
  const schedule = { kind: 'schedule', when: { by: 'cron', expression: '0 9 * * *' }, timezone: 'America/Sao_Paulo', missed: 'last' }
  const definition = { trigger: schedule, steps: {}, edges: {}, settings: {}, layout: {} }
  const file = { format: 'tomada-flow', version: 1, name: 'Toda manhã', definition }
  const { id } = await session.send<{ id: string }>('POST', '/api/flow-files', file)
  await session.send('POST', `/api/flows/${id}/publish`, {})
  await world.open('/app/members?tab=workspace')
  const form = page.getByTestId('workspace-form')
  await form.locator('input[name="organization"]').fill('Loja do Norte')
  await form.locator('select[name="timezone"]').selectOption('America/Manaus')
  await form.getByTestId('other-schedules').getByText('1 agendamento usa outro fuso').waitFor()
  expect(await violations(page)).toEqual([])
  await form.getByRole('button', { name: 'Salvar' }).click()
  await toast(page, /Empresa alterada/)
  await expect.poll(() => page.getByTestId('workspace-name').textContent(), { timeout: 10_000 }).toContain('Loja do Norte')
  const { timezone } = await session.get<{ timezone: string }>('/api/calendar')
  expect(timezone).toBe('America/Manaus')
  const { trigger } = await session.get<{ trigger: { timezone: string } }>(`/api/flows/${id}`)
  expect(trigger.timezone).toBe('America/Sao_Paulo')
  await page.getByRole('tab', { name: 'Auditoria' }).click()
  const entry = page.locator('[data-testid="audit-entry"][data-act="workspace.changed"]')
  expect(await entry.textContent()).toMatch(/Empresa alterada/)
  const zone = entry.locator('[data-testid="audit-change"][data-name="timezone"]')
  expect((await zone.textContent())?.replaceAll(/\s+/g, ' ')).toMatch(/America\/Sao_Paulo para ?America\/Manaus/)
  await page.locator('select').filter({ hasText: 'Conexões' }).selectOption('workspace')
  await expect.poll(() => page.locator('[data-testid="audit-entry"]:not([data-act^="workspace."])').count()).toBe(0)
  await page.getByTestId('export').click()
  await page.getByTestId('export-start').click()
  await toast(page, /Exportação/)
  const exported = async () => (await session.get<{ items: Array<{ status: string; source: unknown }> }>('/api/exports')).items[0]
  await expect.poll(exported, { timeout: 20_000 }).toMatchObject({ status: 'done', source: { kind: 'audit', act: 'workspace' } })
  await session.send('PATCH', '/api/workspace', { timezone: 'America/Sao_Paulo' })
  expect(world.faults).toEqual([])
}, 60_000)

test('what was wrong and is no longer can be read on the page of alerts, and home counts today', async () => {
  const { page, truth } = world
  const { rows } = await truth.query('SELECT tenant_id FROM workspaces')
  await truth.query(
    `INSERT INTO pgboss.job (name, data, state, group_id, retry_limit, output, completed_on) VALUES ('alerts.watch', '{}', 'failed', $1, 0, '{}', now())`,
    [rows[0].tenant_id],
  )
  await world.open('/app/alerts')
  await page.locator('[data-testid="alert-period"][data-kind="dead_letters"][data-open="true"]').waitFor()
  await truth.query(`DELETE FROM pgboss.job WHERE name = 'alerts.watch' AND state = 'failed'`)
  await world.open('/app/')
  await page.getByTestId('today').waitFor()
  expect(await violations(page)).toEqual([])
  await world.open('/app/alerts')
  await page.locator('[data-testid="alert-period"][data-kind="dead_letters"][data-open="false"]').first().waitFor()
  expect(await violations(page)).toEqual([])
  for (const address of [
    '/app/',
    '/app/alerts',
    '/app/queues',
    '/app/schedules',
    '/app/deliveries',
    '/app/members?tab=system',
    '/app/dashboards',
  ]) {
    await world.open(address)
    expect(await overflowAt320(page), address).toBeLessThanOrEqual(0)
  }
  expect(world.faults).toEqual([])
}, 60_000)
