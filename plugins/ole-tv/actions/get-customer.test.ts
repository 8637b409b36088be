import { test } from 'vitest'
import { useRecordedPartner } from '../testing/recorded-partner.ts'

const ole = useRecordedPartner()

test('a customer is read whole, with dates and phones in our form', async () => {
  await ole().replay('get-customer')
})
