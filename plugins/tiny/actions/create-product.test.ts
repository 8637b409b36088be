import { test } from 'vitest'
import { useCapabilities } from '../../../core/testing/capabilities.ts'

const tiny = useCapabilities('tiny', 'https://api.tiny.com.br')

test('a product is created active, with its unit', async () => {
  await tiny().replay('create-product')
})
