import { test } from 'vitest'
import { useRecorded } from '../testing/recorded.ts'

const omie = useRecorded()

test('get-customer asks and gives what was recorded', async () => {
  await omie().replay('get-customer')
})
