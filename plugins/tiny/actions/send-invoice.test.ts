import { test } from 'vitest'
import { useCapabilities } from '../../../core/testing/capabilities.ts'

const tiny = useCapabilities('tiny', 'https://api.tiny.com.br')

test('an invoice is sent, and is being processed', async () => {
  await tiny().replay('send-invoice')
})
