import { test } from 'vitest'
import { useCapabilities } from '../../../core/testing/capabilities.ts'

const tiny = useCapabilities('tiny', 'https://api.tiny.com.br')

test('link and XML of an issued invoice are read', async () => {
  await tiny().replay('get-invoice-document')
})
