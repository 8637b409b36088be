import { test } from 'vitest'
import { useRecordedPartner } from '../testing/recorded-partner.ts'

const ole = useRecordedPartner()

test('the answer’s member is spelt messagem', async () => {
  await ole().replay('send-contract-document')
})
