import { describe, expect, test } from 'vitest'
import { checkUrl } from '../egress/check-url.ts'
import { openEndpoints } from '../egress/endpoints.ts'
import { operatorRules, originOf } from './operator-addresses.ts'

const reason = { en: 'The ERP.', 'pt-BR': 'O ERP.' }
const PERMISSIONS = { permissions: { egress: [], operatorEgress: [{ env: 'SHOP_API_URL', methods: ['GET' as const], reason }] } }
const rulesFor = (url: string) => operatorRules(PERMISSIONS, { SHOP_API_URL: url })

describe('addresses that the operator names', () => {
  test('C14 exactly that scheme, host, port and path may be called, with the declared methods', () => {
    const rules = rulesFor('https://erp.isp.example:45715/v1/')
    expect(checkUrl('https://erp.isp.example:45715/v1/people', 'GET', rules).port).toBe('45715')
    const refused: Array<[string, string]> = [
      ['https://erp.isp.example:45715/v1/people', 'POST'],
      ['http://erp.isp.example:45715/v1/people', 'GET'],
      ['https://erp.isp.example/v1/people', 'GET'],
      ['https://other.example:45715/v1/people', 'GET'],
      ['https://erp.isp.example:45715/v2', 'GET'],
      ['https://erp.isp.example:45715/v1/../admin', 'GET'],
    ]
    for (const [url, method] of refused) expect(() => checkUrl(url, method, rules), url).toThrow(/not among the declared/)
  })

  test('nothing may be called while the variable is not set', () => {
    expect(operatorRules(PERMISSIONS, {})).toEqual([])
    expect(rulesFor('')).toEqual([])
  })

  test('what is no plain address is refused, and the variable is named', () => {
    for (const wrong of ['erp.isp.example', 'ftp://erp.isp.example', 'https://user:pass@erp.isp.example', 'https://erp.isp.example/?a=1'])
      expect(() => rulesFor(wrong), wrong).toThrow(/SHOP_API_URL must be/)
  })

  test('C14 outside production such an address may be private; what is mapped to an emulator stays mapped', () => {
    const endpoints = openEndpoints({ 'https://erp.isp.example': 'http://127.0.0.1:4101' })
    const [rule] = rulesFor('http://127.0.0.1:4102')
    if (rule === undefined) throw new Error('no rule')
    endpoints.allowPrivate([originOf(rule), 'https://erp.isp.example'])
    expect(endpoints.originFor('t', new URL('http://127.0.0.1:4102/x'))?.origin).toBe('http://127.0.0.1:4102')
    expect(endpoints.originFor('t', new URL('https://erp.isp.example/x'))?.origin).toBe('http://127.0.0.1:4101')
    expect(endpoints.originFor('t', new URL('http://127.0.0.1:4103/x'))).toBeNull()
  })
})
