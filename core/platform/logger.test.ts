import { expect, test } from 'vitest'
import { createLogger, type LogLevel } from './logger.ts'

function capture(level: LogLevel = 'info') {
  const lines: string[] = []
  const logger = createLogger({ level, destination: { write: (line: string) => lines.push(line) } })
  return { logger, lines, parsed: () => lines.map((line) => JSON.parse(line) as Record<string, unknown>) }
}

const SECRET = 's3cr3t-canary-value-1234567890'

test('OLE-41 a log line is JSON with level, request id and tenant', () => {
  const { logger, parsed } = capture()
  logger.child({ requestId: 'req_1', tenantId: 'a-tenant' }).info({ status: 200 }, 'request finished')
  expect(parsed()[0]).toMatchObject({ level: 'info', requestId: 'req_1', tenantId: 'a-tenant', status: 200, msg: 'request finished' })
  expect(parsed()[0]?.['time']).toMatch(/^\d{4}-\d\d-\d\dT.*Z$/)
})

test('OLE-41 a secret never appears in a log, wherever it stands', () => {
  const { logger, lines } = capture()
  const cause = Object.assign(new Error('insert failed'), { parameters: [SECRET], detail: `Key (token)=(${SECRET})` })
  logger.info({ password: SECRET, deep: { list: [{ clientSecret: SECRET, 'x-api-key': SECRET }] } }, 'fields')
  logger.info({ headers: { Authorization: `Bearer ${SECRET}`, Cookie: `tomada_session=${SECRET}`, 'set-cookie': [SECRET] } }, 'headers')
  logger.info({ url: `https://host/cb?code=${SECRET}&state=x`, db: `postgresql://tomada:${SECRET}@host/db` }, 'addresses')
  logger.error({ err: new Error(`sent Bearer ${SECRET}`, { cause }) }, 'error with cause')
  logger.error(new Error(`password=${SECRET}`))
  logger.child({ refreshToken: SECRET }).warn(`Authorization: Basic ${SECRET}`)
  expect(lines).toHaveLength(6)
  expect(lines.join('')).not.toContain(SECRET)
})

test('the level can be changed while running', () => {
  const { logger, lines } = capture('info')
  logger.debug('unseen')
  logger.level = 'debug'
  logger.debug('seen')
  expect(lines).toHaveLength(1)
})

test('a value that refers to itself does not stop a line from being written', () => {
  const { logger, lines } = capture()
  const loop: Record<string, unknown> = {}
  loop['self'] = loop
  logger.info({ loop, big: 10n ** 30n }, 'loop')
  expect(lines).toHaveLength(1)
})
