import { test } from 'vitest'
import { useCapabilities } from '../../../core/testing/capabilities.ts'

const tiny = useCapabilities('tiny', 'https://api.tiny.com.br')

test('the connected account is known by the digits of its CNPJ', async () => {
  await tiny().replay('get-company')
})
