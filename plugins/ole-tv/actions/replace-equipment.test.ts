import { test } from 'vitest'
import { useRecordedPartner } from '../testing/recorded-partner.ts'

const ole = useRecordedPartner()

test('a registered box is replaced by another', async () => {
  await ole().replay('replace-equipment')
})
