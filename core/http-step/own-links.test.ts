import { expect, test } from 'vitest'
import { AppError } from '../platform/errors.ts'
import { FakeClock } from '../testing/fake-clock.ts'
import { ownLinkCalls } from '../waits/own-link-calls.ts'
import type { LinkCall, LinkTarget } from '../waits/waits.service.ts'
import { useOwnLink } from './own-links.ts'

const TOKEN = 'a'.repeat(40)
const CLAIM = { tenantId: '00000000-0000-4000-8000-00000000000a', runId: 'run_x', path: 's1', purpose: 'resume' as const }

function linksThat(state: 'open' | 'used') {
  const used: LinkCall[] = []
  const target: LinkTarget = state === 'open' ? { state, claim: CLAIM, title: 'Esperar', task: null } : { state, claim: CLAIM }
  const waits = {
    look: async () => target,
    async use({ state: found }: LinkTarget, call: LinkCall) {
      if (found !== 'open') throw new AppError('link_used')
      used.push(call)
    },
  }
  return { used, links: ownLinkCalls(waits, 'https://tomada.example') }
}

test('only links of this installation that end a wait are its own', () => {
  const { links } = linksThat('open')
  expect(links.tokenOf(`https://tomada.example/wait/${TOKEN}`)).toBe(TOKEN)
  for (const url of [
    `https://tomada.example/api/wait/${TOKEN}`,
    `https://tomada.example.evil.example/wait/${TOKEN}`,
    `http://tomada.example/wait/${TOKEN}`,
    `https://tomada.example/wait/${TOKEN}/../../api/me`,
    'https://tomada.example/wait/short',
    'https://tomada.example/api/me',
  ])
    expect(links.tokenOf(url), url).toBeNull()
})

test('the wait gets what was posted, and the record holds no token', async () => {
  const { used, links } = linksThat('open')
  const result = await useOwnLink(links, new FakeClock(), TOKEN, { method: 'POST', body: { json: { text: 'Sim', outcome: 'answer' } } })
  expect(result).toMatchObject({ ok: true, output: { status: 200, body: { ok: true } }, calls: [{ method: 'POST', status: 200 }] })
  expect(used).toEqual([
    { output: { method: 'POST', headers: {}, query: {}, body: { text: 'Sim', outcome: 'answer' } }, outcome: 'answer' },
  ])
  expect(JSON.stringify(result)).not.toContain(TOKEN)
})

test('a link that was used is a lasting failure, and nothing was done', async () => {
  const { links } = linksThat('used')
  const result = await useOwnLink(links, new FakeClock(), TOKEN, { method: 'POST', body: undefined })
  expect(result).toMatchObject({ ok: false, failure: { code: 'link_used', class: 'permanent', effect: 'no' }, calls: [{ status: 410 }] })
})
