import { test } from 'vitest'
import { useCapabilities } from '../../../core/testing/capabilities.ts'

const tiny = useCapabilities('tiny', 'https://api.tiny.com.br')

test('only what is said of a contact is sent', async () => {
  await tiny().replay('update-contact')
})
