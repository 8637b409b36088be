import { test } from 'vitest'
import { useRecordedPartner } from '../testing/recorded-partner.ts'

const ole = useRecordedPartner()

test('the first active contract stands apart; a status that does not begin with Ativo is not active', async () => {
  await ole().replay('list-contracts')
})
