import { test } from 'vitest'
import { useRecordedPartner } from '../testing/recorded-partner.ts'

const ole = useRecordedPartner()

test('plans come with their monthly price as a decimal text', async () => {
  await ole().replay('list-plans')
})
