import { test } from 'vitest'
import { useRecorded } from '../testing/recorded.ts'

const omie = useRecorded()

test('set-order-tracking asks and gives what was recorded', async () => {
  await omie().replay('set-order-tracking')
})
