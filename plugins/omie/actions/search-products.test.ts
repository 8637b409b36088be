import { test } from 'vitest'
import { useRecorded } from '../testing/recorded.ts'

const omie = useRecorded()

test('search-products asks and gives what was recorded', async () => {
  await omie().replay('search-products')
})
