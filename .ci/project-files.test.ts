import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const ROOT = fileURLToPath(new URL('../', import.meta.url))
const read = (name: string) => readFile(path.join(ROOT, name), 'utf8')

test('the first screen of the README, in both languages, is the two commands', async () => {
  for (const name of ['README.md', 'README.pt-BR.md']) {
    const firstScreen = (await read(name)).split('\n').slice(0, 12).join('\n')
    expect(firstScreen, name).toMatch(/npm start[\s\S]*npm run demo/)
  }
})

test('the licence is MIT, and a guide says how to install and how to contribute', async () => {
  expect(await read('LICENSE')).toContain('MIT License')
  for (const name of ['package.json', 'core/package.json', 'sdk/package.json', 'ui/package.json']) {
    expect(JSON.parse(await read(name)).license, name).toBe('MIT')
  }
  expect(await read('README.md')).toContain('Licence: [MIT](LICENSE)')
  expect(await read('CONTRIBUTING.md')).toContain('npm test')
})

test('every command the READMEs and the guide name exists', async () => {
  const { scripts }: { scripts: Record<string, string> } = JSON.parse(await read('package.json'))
  const text = (await read('README.md')) + (await read('README.pt-BR.md')) + (await read('CONTRIBUTING.md'))
  const named = [...text.matchAll(/npm (?:run ([a-z:]+)|(start|test))/g)].map((found) => found[1] ?? found[2] ?? '')
  expect(named.length).toBeGreaterThan(10)
  expect([...new Set(named)].filter((name) => scripts[name] === undefined)).toEqual([])
})

test('a merge must pass the tests and the checks, and lint and format are among them', async () => {
  const run = await read('.ci/run')
  for (const command of ['npm test', 'npm run check']) expect(run).toContain(command)
  expect(await read('.ci/check.ts')).toMatch(/command: 'biome', args: \['ci'/)
})

test('install, develop, migrate, start, lint and test have a command each', async () => {
  const { scripts }: { scripts: Record<string, string> } = JSON.parse(await read('package.json'))
  for (const name of ['start', 'demo', 'dev', 'build', 'test', 'check', 'bench', 'gen', 'db:migrate', 'db:reset', 'lint', 'format']) {
    expect(scripts[name], name).toBeDefined()
  }
})

test('every decision has a number of its own, and its title says it', async () => {
  const names = await readdir(path.join(ROOT, 'docs/adr'))
  const numbers = names.map((name) => name.slice(0, 4))
  expect(numbers.filter((number, index) => numbers.indexOf(number) !== index)).toEqual([])
  for (const name of names) expect(await read(`docs/adr/${name}`), name).toMatch(new RegExp(`^# ${name.slice(0, 4)}: `))
})
