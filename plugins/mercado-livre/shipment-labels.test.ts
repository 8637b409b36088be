import { readFileSync } from 'node:fs'
import path from 'node:path'
import { fieldsOf, listOf, textOf } from '@tomada/sdk/emulator'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type ConnectedApp, startConnectedApp } from './emulator/testing/connected-app.ts'

type Labels = Record<string, { en: string; 'pt-BR': string }>

/** As the fact sheet lists them; `buffered` and `out_for_delivery` are its additions. */
const SHEET: Record<string, string> = {
  pending: 'cost_exceeded under_review reviewed fraudulent waiting_for_payment shipment_paid creating_route',
  handling: 'regenerating waiting_for_label_generation invoice_pending waiting_for_return_confirmation return_confirmed manufacturing',
  ready_to_ship:
    'ready_to_print invoice_pending printed in_pickup_list ready_for_pkl_creation ready_for_pickup ready_for_dropoff picked_up stale dropped_off in_hub measures_ready waiting_for_carrier_authorization authorized_by_carrier in_packing_list in_plp in_warehouse ready_to_pack buffered',
  shipped:
    'delivery_failed waiting_for_confirmation delayed waiting_for_withdrawal contact_with_carrier_required receiver_absent reclaimed not_localized forwarded_to_third soon_deliver refused_delivery bad_address negative_feedback need_review stale operator_intervention claimed_me retained out_for_delivery',
  delivered: 'damaged fulfilled_feedback no_action_taken double_refund inferred',
  not_delivered:
    'returning_to_sender retained stolen returned receiver_absent confiscated to_review destroyed waiting_for_withdrawal negative_feedback not_localized double_refund damaged lost cancelled_measurement_exceeded returned_to_hub returned_to_agency picked_up_for_return claimed_me returning_to_warehouse returned_to_warehouse',
  cancelled: 'recovered label_expired cancelled_manually fraudulent return_expired return_session_expired unfulfillable',
  ...Object.fromEntries(
    ['to_be_agreed', 'not_verified', 'closed', 'error', 'active', 'not_specified', 'stale_ready_to_ship', 'stale_shipped'].map((name) => [
      name,
      '',
    ]),
  ),
}
const schema = JSON.parse(readFileSync(path.join(import.meta.dirname, 'schemas/shipment.record.json'), 'utf8'))
const labelsOf = (member: string): Labels => schema.properties[member]['x-enumLabels']
const [statuses, details] = [labelsOf('status'), labelsOf('substatus')]
const wordsOf = (text: string) => text.split(' ').filter((word) => word !== '')

let app: ConnectedApp
let token: string
beforeAll(async () => {
  app = await startConnectedApp()
  token = (await app.connect()).accessToken
})
afterAll(() => app.stop())

test('every status and sub-status of the fact sheet has a label in both languages', () => {
  expect(Object.keys(SHEET).filter((status) => statuses[status] === undefined)).toEqual([])
  const named = Object.values(SHEET).flatMap(wordsOf)
  expect(named.filter((detail) => details[detail] === undefined)).toEqual([])
  for (const [value, { en, 'pt-BR': pt }] of [...Object.entries(statuses), ...Object.entries(details)]) {
    expect([value, en, pt]).toEqual([value, expect.stringMatching(/^[A-Z]/), expect.stringMatching(/^[A-ZÀ-Ú]/)])
    expect([en, pt]).not.toContain(value)
  }
})

test('no two statuses have the same label, nor two sub-statuses: who filters by one would not know which', () => {
  for (const labels of [statuses, details])
    for (const language of ['en', 'pt-BR'] as const) {
      const shown = Object.values(labels).map((label) => label[language])
      expect(shown.filter((label, at) => shown.indexOf(label) !== at)).toEqual([])
    }
})

test('the emulator lists those of the sheet', async () => {
  const catalogue = await app.get('/shipment_statuses', token)
  const listed = listOf(JSON.parse(catalogue.text)).map((each) => fieldsOf(each))
  expect(Object.fromEntries(listed.map((each) => [textOf(each['id']), listOf(each['substatuses']).join(' ')]))).toEqual(SHEET)
})

test.each(['delivered', 'not_delivered', 'cancelled'])('a parcel that ends as %s was in no state without a label', async (end) => {
  const { orderId } = await app.admin('POST', '/scenario/sell', {})
  const id = fieldsOf((await app.get(`/orders/${orderId}`, token)).fields['shipping'])['id']
  const move = (to?: string) => app.admin('POST', '/scenario/moveShipment', { to })
  await move()
  await move()
  const invoice = { method: 'POST', headers: { authorization: `Bearer ${token}`, 'content-type': 'application/xml' }, body: '<nfeProc/>' }
  expect((await fetch(`${app.url}/shipments/${id}/invoice_data?siteId=MLB`, invoice)).status).toBe(201)
  if (end === 'delivered') for (let step = 0; step < 3; step++) await move()
  else await move(end)
  const history = listOf(JSON.parse((await app.get(`/shipments/${id}/history`, token)).text)).map((each) => fieldsOf(each))
  expect(history.at(-1)?.['status']).toBe(end)
  expect(history.filter(({ status }) => statuses[String(status)] === undefined)).toEqual([])
  expect(history.filter(({ substatus }) => substatus !== null && details[String(substatus)] === undefined)).toEqual([])
})
