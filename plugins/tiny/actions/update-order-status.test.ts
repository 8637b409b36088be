import { test } from 'vitest'
import { useCapabilities } from '../../../core/testing/capabilities.ts'

const tiny = useCapabilities('tiny', 'https://api.tiny.com.br')

test('an order is moved by the number of its situation', async () => {
  await tiny().replay('update-order-status')
})
