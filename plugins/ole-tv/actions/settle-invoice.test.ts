import { test } from 'vitest'
import { useRecordedPartner } from '../testing/recorded-partner.ts'

const ole = useRecordedPartner()

test('an amount is written with a comma and a date in Brazilian form', async () => {
  await ole().replay('settle-invoice')
})
