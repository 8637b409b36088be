import { expect, test } from 'vitest'
import { toError } from './errors.ts'

test('whatever was thrown says what it is: errors stay, plain objects keep their message or all they hold', () => {
  const error = new TypeError('as it is')
  expect(toError(error)).toBe(error)
  expect(toError({ message: 'job queue is away', queue: 'runs.execute' }).message).toBe('job queue is away')
  expect(toError({ code: '57P01', queue: 'runs.execute' }).message).toBe('{"code":"57P01","queue":"runs.execute"}')
  expect(toError('a text').message).toBe('a text')
  expect(toError(undefined).message).toBe('undefined')
  const loop: Record<string, unknown> = {}
  loop['self'] = loop
  expect(toError(loop).message).toBe('an object that cannot be shown')
})
