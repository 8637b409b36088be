import { test } from 'vitest'
import { useCapabilities } from '../../../core/testing/capabilities.ts'

const tiny = useCapabilities('tiny', 'https://api.tiny.com.br')

test('an invoice is found by the number of its order in the shop', async () => {
  await tiny().replay('find-invoice')
})
