import { expect, test } from 'vitest'
import { ERROR_CODES } from '../platform/error-codes.ts'
import { CURL_PROBLEMS, CURL_WARNINGS, curlText } from './curl-texts.ts'
import { parseCurl } from './parse-curl.ts'

function stepOf(text: string) {
  const parsed = parseCurl(text)
  if (!parsed.ok) throw new Error(`${parsed.problem} ${parsed.what}`)
  return parsed.step
}

function warningsOf(text: string): string[] {
  const parsed = parseCurl(text)
  return parsed.ok ? parsed.warnings.map(({ code, what }) => `${code} ${what}`.trim()) : [parsed.problem]
}

function problemOf(text: string): string {
  const parsed = parseCurl(text)
  return parsed.ok ? 'none' : `${parsed.problem} ${parsed.what}`.trim()
}

test('a command as documentation writes it becomes a step', () => {
  const text = `
    $ curl -sSL -X POST 'https://api.shop.test/v1/orders?expand=items&id=1&id=2' \\
      -H "Content-Type: application/json" \\
      -H 'X-Shop: "7"' \\
      --data-raw '{"total": 10.5, "who": "O'\\''Neil"}' --max-time 5
  `
  expect(parseCurl(text)).toEqual({
    ok: true,
    step: {
      kind: 'http',
      method: 'POST',
      url: 'https://api.shop.test/v1/orders',
      query: { expand: 'items', id: ['1', '2'] },
      headers: { 'x-shop': '"7"' },
      body: { type: 'json', value: { total: 10.5, who: "O'Neil" } },
      timeoutMs: 5000,
    },
    warnings: [],
  })
})

test('a command as a browser copies it becomes a step', () => {
  const text = `curl 'https://shop.test/api' -H 'accept: */*' -H 'accept-encoding: gzip' -b 'sid=1; b=2' --data-raw $'{"a":"l\\u00e1 \\'x\\'\\n"}' -H 'content-type: text/plain;charset=UTF-8' --compressed`
  expect(stepOf(text)).toEqual({
    kind: 'http',
    method: 'POST',
    url: 'https://shop.test/api',
    headers: { accept: '*/*', cookie: 'sid=1; b=2', 'content-type': 'text/plain;charset=UTF-8' },
    body: { type: 'text', value: `{"a":"lá 'x'\n"}` },
  })
  expect(warningsOf(text)).toEqual(['header_left_out accept-encoding', 'secret cookie'])
})

test('the method follows from what is sent, as with curl', () => {
  expect(stepOf('curl https://a.test').method).toBe('GET')
  expect(stepOf('curl -I https://a.test').method).toBe('HEAD')
  expect(stepOf('curl https://a.test -d a=1').method).toBe('POST')
  expect(stepOf('curl -XDELETE https://a.test').method).toBe('DELETE')
  expect(stepOf('curl --request patch https://a.test -d a=1').method).toBe('PATCH')
  expect(stepOf('curl -G https://a.test/?x=0 -d a=1 --data-urlencode "b=c d&e"')).toMatchObject({
    method: 'GET',
    url: 'https://a.test/',
    query: { x: '0', a: '1', b: 'c d&e' },
  })
})

test('bodies come as forms, values or texts, whichever loses nothing', () => {
  const body = (rest: string) => stepOf(`curl https://a.test ${rest}`).body
  expect(body(`-d 'a=1&b=x%20y' -d a=2`)).toEqual({ type: 'form', value: { a: ['1', '2'], b: 'x y' } })
  expect(body(`--data-urlencode 'q=ç ã' --data-urlencode =x`)).toMatchObject({ type: 'text' })
  expect(body(`--data-urlencode 'q=ç ã'`)).toEqual({ type: 'form', value: { q: 'ç ã' } })
  expect(body(`--json '{"a":1}'`)).toEqual({ type: 'json', value: { a: 1 } })
  expect(body(`--json '{"id":9007199254740993}'`)).toEqual({ type: 'text', value: '{"id":9007199254740993}' })
  expect(body(`-H 'Content-Type: application/xml' -d '<a/>'`)).toEqual({ type: 'text', value: '<a/>' })
  expect(body(`-d 'just text'`)).toEqual({ type: 'text', value: 'just text' })
  expect(body(`-d '{"a":1}'`)).toEqual({ type: 'json', value: { a: 1 } })
  expect(warningsOf(`curl https://a.test -d '{"a":1}'`)).toEqual(['json_assumed'])
  expect(stepOf(`curl https://a.test --json '{}'`).headers).toEqual({ accept: 'application/json' })
  expect(stepOf(`curl https://a.test -d 'just text'`).headers).toEqual({ 'content-type': 'application/x-www-form-urlencoded' })
  expect(stepOf(`curl https://a.test -H 'content-type: application/vnd.api+json' -d '{}'`)).toMatchObject({
    headers: { 'content-type': 'application/vnd.api+json' },
    body: { type: 'json', value: {} },
  })
})

test('a secret in the command is taken over with advice to use a connection', () => {
  expect(stepOf('curl -u ana:s3cret https://a.test').headers).toEqual({ authorization: `Basic ${btoa('ana:s3cret')}` })
  expect(stepOf('curl https://ana:p%40ss@a.test/x')).toMatchObject({
    url: 'https://a.test/x',
    headers: { authorization: `Basic ${btoa('ana:p@ss')}` },
  })
  const commands = [
    'curl -u ana:s3cret https://a.test',
    'curl https://ana:pass@a.test',
    `curl -H 'Authorization: Bearer x' https://a.test`,
    'curl --oauth2-bearer x https://a.test',
  ]
  for (const command of commands) expect(warningsOf(command), command).toEqual(['secret authorization'])
  expect(warningsOf(`curl -H 'X-Api-Key: x' 'https://a.test?access_token=y'`)).toEqual(['secret x-api-key', 'secret access_token'])
})

test('what a shell would have replaced, and what the flow will evaluate, is said', () => {
  expect(warningsOf(`curl "https://a.test/$ID?k=\${KEY}" -H "Authorization: Bearer $(cat t)"`)).toEqual([
    'variable $ID',
    `variable $\{KEY}`,
    'variable $(cat t)',
    'secret authorization',
  ])
  expect(warningsOf(`curl 'https://a.test/$ID'`)).toEqual([])
  expect(warningsOf(`curl 'https://{{host}}/x'`)).toEqual(['expression'])
  expect(warningsOf('curl a.test/x')).toEqual(['scheme_assumed'])
  expect(warningsOf('curl -o out.json --retry 3 https://a.test')).toEqual(['option_left_out -o', 'option_left_out --retry'])
  expect(stepOf('curl https://a.test/?a=1&b=2').query).toEqual({ a: '1', b: '2' })
  expect(stepOf('curl https://a.test/?flag').url).toBe('https://a.test/?flag')
})

test('what a step cannot do is refused with its reason', () => {
  const cases: Record<string, string> = {
    'wget https://a.test': 'not_curl',
    '': 'not_curl',
    'curl -s': 'no_url',
    'curl https://a.test https://b.test': 'several_urls',
    'curl ftp://a.test': 'bad_url ftp://a.test',
    'curl https://': 'bad_url https://',
    'curl -X OPTIONS https://a.test': 'method OPTIONS',
    'curl https://a.test -H': 'missing_value -H',
    'curl https://a.test -H nothing': 'bad_header nothing',
    'curl --shiny https://a.test': 'unknown_option --shiny',
    'curl -k https://a.test': 'insecure -k',
    'curl -sk https://a.test': 'insecure -k',
    'curl --insecure https://a.test': 'insecure --insecure',
    'curl -F file=@x https://a.test': 'form -F',
    'curl -d @body.json https://a.test': 'file -d @body.json',
    'curl --data-urlencode name@file https://a.test': 'file --data-urlencode name@file',
    'curl -T x https://a.test': 'file -T',
    'curl -b jar.txt https://a.test': 'file -b jar.txt',
    'curl -x http://proxy https://a.test': 'route -x',
    'curl --digest https://a.test': 'auth --digest',
    'curl -XGET https://a.test -d a=1': 'body_with_read GET',
    'curl https://a.test | jq .': 'more_commands |',
    'curl https://a.test && rm -rf /': 'more_commands &',
    'curl https://a.test > out': 'more_commands >',
    'curl https://a.test\ncurl https://b.test': 'more_commands curl',
    "curl 'https://a.test": "open_quote '",
    'curl "https://a.test': 'open_quote "',
    'curl https://a.test ^\n -d a=1': 'windows ^',
    'curl https://a.test --next https://b.test': 'more_commands --next',
  }
  for (const [text, problem] of Object.entries(cases)) expect([text, problemOf(text)]).toEqual([text, problem])
  expect(problemOf(`curl ${'x'.repeat(70_000)}`)).toBe('too_long')
})

test('C29 hostile names stay plain names, and hostile texts cost no time', () => {
  const step = stepOf(`curl 'https://a.test/?__proto__=1&constructor=2' -H 'toString: x' -d '{"__proto__":{"polluted":1}}'`)
  expect(({} as Record<string, unknown>)['polluted']).toBeUndefined()
  expect(Object.keys(step.query ?? {})).toEqual(['__proto__', 'constructor'])
  const started = performance.now()
  for (const part of ['\\\n', '$(', '${', '"a" ', '&a=', '\\', "$'\\x", '-', '{', '%', '@', ';', ' \n', '<', '?']) {
    expect(parseCurl(`curl https://a.test/ ${part.repeat(Math.floor(60_000 / part.length))}`).ok).toBeTypeOf('boolean')
  }
  expect(performance.now() - started).toBeLessThan(10_000)
}, 30_000)

test('every problem and warning has a text in both languages', () => {
  for (const text of [...Object.values(CURL_PROBLEMS), ...Object.values(CURL_WARNINGS)]) {
    expect(curlText(text, 'en', 'X').length).toBeGreaterThan(10)
    expect(curlText(text, 'pt-BR', 'X').length).toBeGreaterThan(10)
  }
  expect(ERROR_CODES.curl_unreadable.en).toContain('{reason}')
})
