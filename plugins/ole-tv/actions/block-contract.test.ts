import { test } from 'vitest'
import { useRecordedPartner } from '../testing/recorded-partner.ts'

const ole = useRecordedPartner()

test('a contract without a block is blocked, and the block’s id is given', async () => {
  await ole().replay('block-contract')
})
