import { test } from 'vitest'
import { useCapabilities } from '../../../core/testing/capabilities.ts'

const tiny = useCapabilities('tiny', 'https://api.tiny.com.br')

test('the tracking code is written with the dispatch', async () => {
  await tiny().replay('set-order-tracking')
})
