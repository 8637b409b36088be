import { test } from 'vitest'
import { useRecordedPartner } from '../testing/recorded-partner.ts'

const ole = useRecordedPartner()

test('an invoice comes as a PDF', async () => {
  await ole().replay('get-invoice-document')
})
