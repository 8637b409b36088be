import { test } from 'vitest'
import { useRecordedPartner } from '../testing/recorded-partner.ts'

const ole = useRecordedPartner()

test('the instructions go to the new address', async () => {
  await ole().replay('change-contract-user')
})
