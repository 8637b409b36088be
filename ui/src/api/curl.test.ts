import { expect, test } from 'vitest'
import { curlOf, pageRequest } from './curl.ts'

test('a request becomes a command that a shell runs as it stands, without anybody’s session', () => {
  expect(curlOf({ method: 'POST', path: '/api/flows/flw_1/runs', body: { data: { name: "D'Ávila $HOME" } } }, 'https://t.test')).toBe(
    [
      `curl -X POST 'https://t.test/api/flows/flw_1/runs'`,
      `  -H "Authorization: Bearer $TOMADA_TOKEN"`,
      `  -H 'content-type: application/json'`,
      `  -d '{"data":{"name":"D'\\''Ávila $HOME"}}'`,
    ].join(' \\\n'),
  )
})

test('the pages that one request answers know it', () => {
  expect(pageRequest('/app/runs')).toEqual({ method: 'GET', path: '/api/runs' })
  expect(pageRequest('/app/runs/run_1')).toEqual({ method: 'GET', path: '/api/runs/run_1' })
  expect(pageRequest('/app/')).toBeNull()
  expect(pageRequest('/app/connections/one')).toBeNull()
})
