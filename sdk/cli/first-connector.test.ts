import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { editAsTold, guideSteps } from './testing/follow-guide.ts'
import { runTomada } from './testing/run-tomada.ts'
import { useWorkFolder } from './testing/work-folder.ts'

const DOCS = fileURLToPath(new URL('../../docs/connectors/', import.meta.url))
const page = (name: string) => readFile(path.join(DOCS, name), 'utf8')
const work = useWorkFolder()

test('who follows "Your first connector in ten minutes" word by word has a connector that passes everything', {
  timeout: 240_000,
}, async () => {
  const startedAt = performance.now()
  const outputs: string[] = []
  for (const step of guideSteps(await page('first-connector.md'))) {
    if (step.kind !== 'command') await editAsTold(work().path, step)
    else {
      const { code, text } = await runTomada(work().path, step.args)
      expect(code, `tomada ${step.args.join(' ')}\n${text}`).toBe(0)
      outputs.push(text)
    }
  }
  expect(outputs.at(-2)).toMatch(/write cancel-order +✓ +✓ +✓ +✓/)
  expect(outputs.at(-1)).toMatch(/acme-loja-azul-0\.1\.0\.tgz[\s\S]*sha512-/)
  expect(performance.now() - startedAt).toBeLessThan(10 * 60_000)
})

test('both languages tell the same steps', async () => {
  const [english, portuguese] = await Promise.all([page('first-connector.md'), page('first-connector.pt-BR.md')])
  expect(guideSteps(portuguese)).toEqual(guideSteps(english))
  expect(guideSteps(english)).toHaveLength(14)
})
