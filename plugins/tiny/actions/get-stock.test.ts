import { test } from 'vitest'
import { useCapabilities } from '../../../core/testing/capabilities.ts'

const tiny = useCapabilities('tiny', 'https://api.tiny.com.br')

test('balances are read: physical, reserved, available and by warehouse', async () => {
  await tiny().replay('get-stock')
})
