import { expect, test } from 'vitest'
import { loadPlugin } from '../registry/load-plugin.ts'
import { showRecord, showResource } from './resource-views.ts'
import type { StoredRecord } from './resources.types.ts'
import { planOf } from './tables/resource-plan.ts'

const { plugin } = await loadPlugin('plugins/mercado-livre')

function planned(name: string) {
  const declared = plugin?.resources.get(name)?.declared
  if (declared === undefined) throw new Error(`no resource ${name}`)
  return planOf({ plugin: 'mercado-livre', declared })
}

function record(data: StoredRecord['data']): StoredRecord {
  const at = '2026-11-21T10:00:00.000Z'
  return {
    key: '1',
    connectionId: 'con_a',
    data,
    version: null,
    hash: '',
    flagged: false,
    firstSeenAt: at,
    changedAt: at,
    deletedAt: null,
  }
}

test('every amount of Mercado Livre is money: in the currency that the record names, else in reais', () => {
  for (const name of ['items', 'orders']) {
    const plan = planned(name)
    const decimals = showResource({ plan, connections: [] }, 'en').fields.filter(({ type }) => type === 'decimal')
    expect(decimals.map(({ currency }) => currency)).toEqual(['BRL'])
    const columns = plan.declared.view?.lists?.flatMap((list) => list.columns) ?? []
    expect(columns.filter(({ type, currency }) => type === 'decimal' && currency !== 'BRL')).toEqual([])
    const named: Array<StoredRecord['data']> = [{ currency_id: 'ARS' }, { currency_id: 'pesos' }, { currency_id: null }, {}]
    expect(named.map((data) => showRecord(plan, record(data)).currency)).toEqual(['ARS', null, null, null])
  }
})

test('values of Mercado Livre that its documentation names have labels in both languages', () => {
  const label = (resource: string, field: string, value: string) =>
    (['en', 'pt-BR'] as const).map((locale) => {
      const fields = showResource({ plan: planned(resource), connections: [] }, locale).fields
      return fields.find(({ name }) => name === field)?.options.find((option) => option.value === value)?.displayName
    })
  expect(label('items', 'listingType', 'gold_special')).toEqual(['Classic', 'Clássico'])
  expect(label('items', 'status', 'paused')).toEqual(['Paused', 'Pausado'])
  expect(label('items', 'reason', 'out_of_stock')).toEqual(['Out of stock', 'Sem estoque'])
  expect(label('shipments', 'detail', 'ready_to_print')).toEqual(['Label ready to print', 'Etiqueta pronta para imprimir'])
  expect(label('shipments', 'logistics', 'self_service')).toEqual(['Flex', 'Flex'])
  expect(label('claims', 'kind', 'return')).toEqual(['Return', 'Devolução'])
  const payments = planned('orders').declared.view?.lists?.find(({ pointer }) => pointer === '/payments')?.columns ?? []
  const status = payments.find(({ pointer }) => pointer === '/status')
  expect(status?.options?.[0]).toEqual({ value: 'approved', displayName: { en: 'Approved', 'pt-BR': 'Aprovado' } })
})
