import { test } from 'vitest'
import { useCapabilities } from '../../../core/testing/capabilities.ts'

const tiny = useCapabilities('tiny', 'https://api.tiny.com.br')

test('the balance of a named warehouse is set', async () => {
  await tiny().replay('set-stock')
})
