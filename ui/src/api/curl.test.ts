import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { curlOf, PAGES, pageRequest } from './curl.ts'

const { paths }: { paths: Record<string, object> } = JSON.parse(
  readFileSync(new URL('../../../core/openapi.json', import.meta.url), 'utf8'),
)

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

test('the pages that one request answers know it, and the API has each of these requests', () => {
  expect(pageRequest('/app/runs')).toEqual({ method: 'GET', path: '/api/runs' })
  expect(pageRequest('/app/runs/run_1')).toEqual({ method: 'GET', path: '/api/runs/run_1' })
  expect(pageRequest('/app/data/shop/orders/con_1/7%2F1')).toEqual({ method: 'GET', path: '/api/resources/shop/orders/con_1/7%2F1' })
  expect(pageRequest('/app/tables/precos')).toEqual({ method: 'GET', path: '/api/data-tables/precos/rows' })
  expect(pageRequest('/app/')).toBeNull()
  expect(pageRequest('/app/tables/precos/import')).toBeNull()
  const known = new Set(Object.entries(paths).flatMap(([path, methods]) => ('get' in methods ? [path.replaceAll(/\{[^}]+\}/g, '*')] : [])))
  for (const page of Object.keys(PAGES)) expect(known, page).toContain(pageRequest(`/app/${page}`)?.path)
})
