import { test } from 'vitest'
import { useCapabilities } from '../../../core/testing/capabilities.ts'

const bling = useCapabilities('bling', 'https://api.bling.com.br')

test('the active depósitos are listed', async () => {
  await bling().replay('list-deposits')
})
