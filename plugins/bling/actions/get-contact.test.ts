import { test } from 'vitest'
import { useCapabilities } from '../../../core/testing/capabilities.ts'

const bling = useCapabilities('bling', 'https://api.bling.com.br')

test('a contact is read with its address', async () => {
  await bling().replay('get-contact')
})
