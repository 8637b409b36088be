import { test } from 'vitest'
import { useRecorded } from '../testing/recorded.ts'

const omie = useRecorded()

test('change-order-stage asks and gives what was recorded', async () => {
  await omie().replay('change-order-stage')
})
