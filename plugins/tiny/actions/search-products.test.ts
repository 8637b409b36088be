import { test } from 'vitest'
import { useCapabilities } from '../../../core/testing/capabilities.ts'

const tiny = useCapabilities('tiny', 'https://api.tiny.com.br')

test('products are searched by name, and it is said whether there are more', async () => {
  await tiny().replay('search-products')
})
