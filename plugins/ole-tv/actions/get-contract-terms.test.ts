import { test } from 'vitest'
import { useRecordedPartner } from '../testing/recorded-partner.ts'

const ole = useRecordedPartner()

test('the terms come as a PDF', async () => {
  await ole().replay('get-contract-terms')
})
