import { fieldsOf, listOf } from '@tomada/sdk/emulator'
import { type CallbackListener, listenForCallbacks } from '@tomada/sdk/emulator/testing/callback-listener'
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { type RunningOmie, startOmie } from '../testing/running-omie.ts'

let omie: RunningOmie
let listener: CallbackListener
beforeAll(async () => {
  omie = await startOmie()
  listener = await listenForCallbacks()
})
beforeEach(async () => {
  await omie.admin('POST', '/reset', { seed: 'test' })
  await omie.admin('POST', '/app', { callbackUrl: listener.url })
  listener.received.splice(0)
  listener.answerWith({})
})
afterAll(async () => {
  await omie.stop()
  await listener.stop()
})

const topics = () => listener.received.map(({ fields }) => fields['topic'])

test('14 the portal asks with a ping whether the address is right', async () => {
  expect(await omie.play('ping')).toMatchObject({ accepted: true })
  expect(listener.received[0]?.fields).toEqual({ ping: 'omie' })
})

test('11 14 an invoiced order is told as Faturada first and, when the tax office answered, as NotaAutorizada with a key of 44 digits', async () => {
  const made = await omie.play('sell')
  await omie.call('produtos/pedidovendafat', 'FaturarPedidoVenda', { nCodPed: made['codigo_pedido'] })
  await omie.admin('POST', '/clock', { advanceMs: 6_000 })
  await vi.waitFor(() =>
    expect(topics()).toEqual(['VendaProduto.Incluida', 'VendaProduto.Faturada', 'Financas.ContaReceber.Incluido', 'NFe.NotaAutorizada']),
  )
  const [order, , , invoice] = listener.received
  expect(order?.fields).toMatchObject({
    appKey: omie.appKey,
    origin: 'omie-connect-2.0',
    event: { idPedido: made['codigo_pedido'], numeroPedido: '13' },
  })
  expect(String(fieldsOf(invoice?.fields['event'])['nfe_chave'])).toMatch(/^\d{44}$/)
})

test('7 what happens to receivables and to service orders is told by their topics', async () => {
  await omie.play('history', { services: 1 })
  const order = { cCodIntOS: 'OS-0' }
  await omie.call('servicos/os', 'TrocarEtapaOS', { ...order, cEtapa: '30' })
  await omie.call('servicos/osp', 'FaturarOS', order)
  await omie.play('payReceivable')
  await omie.admin('POST', '/clock', { advanceMs: 6_000 })
  await omie.call('servicos/osp', 'CancelarOS', order)
  await vi.waitFor(() =>
    expect(topics()).toEqual([
      'OrdemServico.EtapaAlterada',
      'OrdemServico.Faturada',
      'Financas.ContaReceber.Incluido',
      'Financas.ContaReceber.BaixaRealizada',
      'NFSe.NotaAutorizada',
      'OrdemServico.Cancelada',
      'NFSe.NotaCancelada',
    ]),
  )
  expect(listener.received[3]?.fields['event']).toMatchObject({
    situacao: 'RECEBIDO',
    data_vencimento: expect.stringMatching(/T00:00:00-03:00$/),
  })
})

test('14 the next message waits until the last is taken; what is given up is parked and can be sent again', async () => {
  listener.answerWith({ status: 500 })
  await omie.play('sell')
  await omie.play('cancel')
  await vi.waitFor(() => expect(topics()).toEqual(['VendaProduto.Incluida']))
  listener.answerWith({})
  await omie.admin('POST', '/clock', { advanceMs: 60_000 })
  await vi.waitFor(() => expect(topics()).toEqual(['VendaProduto.Incluida', 'VendaProduto.Incluida', 'VendaProduto.Cancelada']))
  listener.answerWith({ status: 500 })
  await omie.admin('POST', '/limits', { webhookDelaysMs: [] })
  await omie.play('sell')
  await vi.waitFor(async () => expect(listOf(fieldsOf((await omie.admin('GET', '/state'))['outbox'])['parked'])).toHaveLength(1))
  listener.answerWith({})
  expect(await omie.play('resendParked')).toEqual({ sent: 1 })
  await vi.waitFor(() => expect(topics().at(-1)).toBe('VendaProduto.Incluida'))
})
