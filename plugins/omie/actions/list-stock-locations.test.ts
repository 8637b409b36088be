import { test } from 'vitest'
import { useRecorded } from '../testing/recorded.ts'

const omie = useRecorded()

test('list-stock-locations asks and gives what was recorded', async () => {
  await omie().replay('list-stock-locations')
})
