import { test } from 'vitest'
import { useCapabilities } from '../../../core/testing/capabilities.ts'

const tiny = useCapabilities('tiny', 'https://api.tiny.com.br')

test('stock is added to a named warehouse', async () => {
  await tiny().replay('adjust-stock')
})
