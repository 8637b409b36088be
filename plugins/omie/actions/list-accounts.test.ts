import { test } from 'vitest'
import { useRecorded } from '../testing/recorded.ts'

const omie = useRecorded()

test('list-accounts asks and gives what was recorded', async () => {
  await omie().replay('list-accounts')
})
