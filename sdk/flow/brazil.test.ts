import fc from 'fast-check'
import { expect, test } from 'vitest'
import * as boleto from './brazil-boletos.ts'
import * as document from './brazil-documents.ts'
import * as nfe from './brazil-nfe.ts'
import * as phone from './brazil-phones.ts'
import * as cep from './brazil-postal-codes.ts'

const CPFS = ['52998224725', '111.444.777-35', '01234567890']
const CNPJS = ['11222333000181', '00.000.000/0001-91', '12.ABC.345/01DE-35', '12abc34501de35', '33.000.167/0001-01']

test('CPF and both kinds of CNPJ are checked by their digits', () => {
  expect(CPFS.map((cpf) => [document.isCpf(cpf), document.isCnpj(cpf), document.type(cpf)])).toEqual(CPFS.map(() => [true, false, 'cpf']))
  expect(CNPJS.map((cnpj) => [document.isCnpj(cnpj), document.isCpf(cnpj), document.personType(cnpj)])).toEqual(
    CNPJS.map(() => [true, false, 'J']),
  )
  for (const wrong of ['52998224724', '111.111.111-11', '', null, '5299822472', '11222333000180', '00000000000000', '12ABC34501DE3A']) {
    expect([wrong, document.isValid(wrong), document.personType(wrong)]).toEqual([wrong, false, null])
  }
})

test('a document that is wrong says what is wrong with it', () => {
  expect(() => document.check('123')).toThrow('not a CPF: it has 3 places instead of 11')
  expect(() => document.check('529.982.247-24')).toThrow('not a CPF: its check digits are wrong')
  expect(() => document.check('11222333000180')).toThrow('not a CNPJ: its check digits are wrong')
  expect(() => document.check('12ABC34501DEXX')).toThrow('letters where digits must be')
  expect(() => document.withCheckDigits('1')).toThrow('9 digits')
  expect([document.format('x'), document.format(null), document.mask('abc'), document.pad(1234567890, 'cpf')]).toEqual([
    'x',
    '',
    '***',
    '01234567890',
  ])
})

test('whatever root a CNPJ has, its check digits make it valid, and any other digit at the end does not', () => {
  const places = fc.string({ unit: fc.constantFrom(...'0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ'), minLength: 12, maxLength: 12 })
  fc.assert(
    fc.property(places, fc.integer({ min: 1, max: 9 }), (root, off) => {
      fc.pre(!/^(.)\1*$/.test(root))
      const made = document.withCheckDigits(root)
      expect(document.isCnpj(document.format(made))).toBe(true)
      expect(document.clean(document.format(made))).toBe(made)
      const changed = made.slice(0, 13) + ((Number(made.at(-1)) + off) % 10)
      expect(document.isCnpj(changed)).toBe(false)
    }),
  )
})

test('a check digit of a CPF that is read wrong is noticed', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 999_999_998 }), fc.constantFrom(9, 10), fc.integer({ min: 1, max: 9 }), (n, at, off) => {
      const made = document.withCheckDigits(String(n).padStart(9, '0'))
      fc.pre(document.isCpf(made))
      const changed = made.slice(0, at) + ((Number(made.charAt(at)) + off) % 10) + made.slice(at + 1)
      expect(document.isCpf(changed)).toBe(false)
    }),
  )
})

test('a CEP gets its zero back, its dash, and its state', () => {
  expect(['01310-100', '20040020', '69900-000', '72800-000', '70040-010', '90010000'].map(cep.stateOf)).toEqual([
    'SP',
    'RJ',
    'AC',
    'GO',
    'DF',
    'RS',
  ])
  expect([cep.format(1310100), cep.clean('01.310-100')]).toEqual(['01310-100', '01310100'])
  for (const wrong of ['', '1310-100', '00000000', '0131010a', null, -1, 1.5]) expect([wrong, cep.isValid(wrong)]).toEqual([wrong, false])
  expect(() => cep.format('1310')).toThrow('4 digits instead of 8')
  expect(() => cep.format('00100-000')).toThrow('no state has 00100-000')
})

test('a telephone is understood in every form people and providers write it', () => {
  const forms = [
    '+55 (11) 98765-4321',
    '5511987654321',
    '011 98765-4321',
    '0 15 11 98765-4321',
    '(11) 98765.4321',
    '11987654321',
    '1187654321',
    '551187654321',
    '5511987654321@s.whatsapp.net',
    11987654321,
  ]
  expect(forms.map((form) => phone.e164(form))).toEqual(forms.map(() => '+5511987654321'))
  expect(phone.parse('(11) 3333-4444')).toEqual({ e164: '+551133334444', ddd: '11', number: '33334444', kind: 'landline', state: 'SP' })
  // Area 55 (Rio Grande do Sul) is not the country.
  expect([phone.e164('55 98765-4321'), phone.e164('5532221111'), phone.e164('55 55 98765-4321')]).toEqual([
    '+5555987654321',
    '+555532221111',
    '+5555987654321',
  ])
  expect([phone.e164('98765-4321', { ddd: '011' }), phone.e164('8765-4321', { ddd: 21 })]).toEqual(['+5511987654321', '+5521987654321'])
})

test('what is not a Brazilian telephone says why', () => {
  const faults: Array<[unknown, string]> = [
    ['', 'it is empty'],
    [null, 'it is empty'],
    ['98765-4321', 'its area is missing'],
    ['(20) 98765-4321', 'there is no area 20'],
    ['(11) 1234-5678', 'no number starts with 1'],
    ['(11) 88765-4321', 'a number of nine digits starts with 9'],
    ['+1 202 555 0100', 'it is of another country'],
    ['0800 123 4567', 'it is a service number'],
    ['ramal 12', 'something else than digits'],
    ['119876543210', '12 digits with its area'],
  ]
  for (const [value, reason] of faults) {
    expect(phone.isValid(value)).toBe(false)
    expect(() => phone.parse(value)).toThrow(reason)
  }
})

test('the ninth digit comes and goes without changing who is meant', () => {
  const area = fc.constantFrom(...phone.areas())
  fc.assert(
    fc.property(area, fc.integer({ min: 60_000_000, max: 99_999_999 }), (ddd, number) => {
      const withIt = phone.withNinthDigit(`${ddd}9${number}`)
      const without = phone.withoutNinthDigit(withIt)
      expect([withIt.length, without.length]).toEqual([13, 12])
      expect(phone.withNinthDigit(without)).toBe(withIt)
      expect(phone.isSame(without, phone.format(withIt))).toBe(true)
      expect(phone.e164(phone.format(withIt))).toBe(`+${withIt}`)
    }),
  )
  expect(phone.withoutNinthDigit('1133334444')).toBe('551133334444')
  expect(phone.areas()).toHaveLength(67)
})

test('an access key says what it holds', () => {
  expect(nfe.parse('13181017921427000125650010000000309887251170')).toEqual({
    key: '13181017921427000125650010000000309887251170',
    state: 'AM',
    year: 2018,
    month: 10,
    cnpj: '17921427000125',
    cpf: null,
    model: '65',
    modelName: 'NFC-e',
    series: 1,
    number: 30,
    emission: 9,
    code: '88725117',
    checkDigit: 0,
  })
  // A key with an alphanumeric CNPJ, of a CT-e.
  expect(nfe.checkDigit('3526050X0J92JY00019657001000000604144867901')).toBe(1)
})

test('an access key made of any parts is read back, and a wrong one says what is wrong', () => {
  const key = (parts: { state?: string; month?: string; cnpj?: string; model?: string } = {}): string => {
    const first = `${parts.state ?? '35'}26${parts.month ?? '11'}${parts.cnpj ?? '12ABC34501DE35'}${parts.model ?? '55'}001000000123112345678`
    return `${first}${nfe.checkDigit(first)}`
  }
  expect(nfe.parse(`NFe${key()}`)).toMatchObject({
    state: 'SP',
    year: 2026,
    month: 11,
    cnpj: '12ABC34501DE35',
    series: 1,
    number: 123,
    emission: 1,
  })
  expect(nfe.parse(key({ cnpj: '00052998224725' }))).toMatchObject({ cnpj: null, cpf: '52998224725' })
  expect(nfe.parse(key({ model: '59' }))).toMatchObject({ modelName: 'CF-e SAT', emission: null })
  expect(() => nfe.parse('123')).toThrow('3 places instead of 44')
  expect(() => nfe.parse(key({ state: '99' }))).toThrow('no state has the code 99')
  expect(() => nfe.parse(key({ month: '13' }))).toThrow('there is no month 13')
  expect(() => nfe.parse(key({ model: '01' }))).toThrow('no fiscal document has the model 01')
  expect(() => nfe.parse(key({ cnpj: '11222333000180' }))).toThrow('its emitter is not a CNPJ')
  expect(() => nfe.parse(`${key().slice(0, 43)}${(Number(key().at(-1)) + 1) % 10}`)).toThrow('its check digit is')
  expect(() => nfe.parse(`A${key().slice(1)}`)).toThrow('letters outside of the CNPJ')
  fc.assert(fc.property(fc.string(), (text) => typeof nfe.isValid(text) === 'boolean'))
})

test('a slip of a bank is read from its typed line and from its bar code', () => {
  const line = '00190.50095 40144.816069 06809.350314 3 37370000000100'
  const barcode = '00193373700000001000500940144816060680935031'
  const near = '2008-01-01'
  expect(boleto.parse(line, { near })).toEqual({ kind: 'bank', barcode, bank: '001', amount: '1.00', dueDate: '2007-12-31' })
  expect(boleto.parse(barcode, { near })).toEqual(boleto.parse(line, { near }))
  expect(() => boleto.parse(line.replace('00190', '00191'))).toThrow('field 1')
  expect(() => boleto.parse(line.replace(' 3 ', ' 4 '))).toThrow('general check digit')
  expect(() => boleto.parse('123')).toThrow('3 digits instead of 47, 48 or 44')
  expect(() => boleto.parse('x')).toThrow('something else than digits')
})

test('the due date of a slip goes on after its factor began again in 2025', () => {
  const due = (factor: string, near: string): string | null => {
    const free = `${factor}0000012345${'0'.repeat(25)}`
    const found = [...'123456789'].map((digit) => `3419${digit}${free}`).find((code) => boleto.isValid(code))
    return boleto.parse(found, { near }).dueDate
  }
  expect([due('9999', '2025-02-01'), due('1000', '2025-02-01'), due('1000', '2000-07-01'), due('1641', '2026-11-21')]).toEqual([
    '2025-02-21',
    '2025-02-22',
    '2000-07-03',
    '2026-11-25',
  ])
  expect(due('0000', '2026-11-21')).toBeNull()
})

test('a slip for taxes and utilities has four fields, by module 10 or 11', () => {
  const line = '836200000005 667800481000 180975657313 001589636081'
  expect(boleto.parse(line)).toEqual({
    kind: 'utility',
    barcode: '83620000000667800481001809756573100158963608',
    bank: null,
    amount: '66.78',
    dueDate: null,
  })
  expect(boleto.isValid(line.replace('836200000005', '836200000006'))).toBe(false)
})
