import { test } from 'vitest'
import { useRecordedPartner } from '../testing/recorded-partner.ts'

const ole = useRecordedPartner()

test('registered boxes say whether they are online', async () => {
  await ole().replay('list-points')
})
