import { test } from 'vitest'
import { useRecordedPartner } from '../testing/recorded-partner.ts'

const ole = useRecordedPartner()

test('models of boxes are listed', async () => {
  await ole().replay('list-equipment-models')
})
