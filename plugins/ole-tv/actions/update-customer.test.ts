import { test } from 'vitest'
import { useRecordedPartner } from '../testing/recorded-partner.ts'

const ole = useRecordedPartner()

test('only what differs is sent, with the five members that every change has to have', async () => {
  await ole().replay('update-customer')
})
