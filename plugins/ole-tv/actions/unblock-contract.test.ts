import { test } from 'vitest'
import { useRecordedPartner } from '../testing/recorded-partner.ts'

const ole = useRecordedPartner()

test('every active block is ended by its id', async () => {
  await ole().replay('unblock-contract')
})
