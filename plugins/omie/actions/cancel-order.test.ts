import { test } from 'vitest'
import { useRecorded } from '../testing/recorded.ts'

const omie = useRecorded()

test('cancel-order asks and gives what was recorded', async () => {
  await omie().replay('cancel-order')
})
