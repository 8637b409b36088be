import { test } from 'vitest'
import { useCapabilities } from '../../../core/testing/capabilities.ts'

const tiny = useCapabilities('tiny', 'https://api.tiny.com.br')

test('the invoice of an order is made', async () => {
  await tiny().replay('create-invoice')
})
