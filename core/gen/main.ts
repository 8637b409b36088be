import { glob, readFile } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Route } from '../http/route.ts'
import { CLIENT_FOLDER, generateApiClient } from './api-client.ts'
import { generateConnectors } from './connectors/generate-connectors.ts'
import { generateEnvExample } from './env-example.ts'
import { generateExpressionFunctions } from './expression-functions.ts'
import { type GeneratedFile, staleFiles, writeGenerated } from './generated-file.ts'
import { generateManifestDocs } from './manifest-docs.ts'
import { generateOpenApi, openApiOf } from './openapi.ts'
import { generateTypes } from './types.ts'

/** `npm run gen` writes every generated file; with `--check` it writes nothing and fails when one is out of date. */

const ROOT = fileURLToPath(new URL('../../', import.meta.url))
/** Generated files whose source is gone stay behind unless somebody looks. */
const GENERATED = ['core/**/*.gen.ts', 'docs/connectors/*.gen.{ts,json}', 'sdk/**/*.gen.ts', `${CLIENT_FOLDER}/**/*.ts`]

async function generateAll(): Promise<GeneratedFile[]> {
  const files = [
    ...(await generateTypes(ROOT)),
    generateEnvExample(ROOT),
    ...(await generateExpressionFunctions(ROOT)),
    ...generateManifestDocs(),
    ...(await generateConnectors(ROOT)),
  ]
  const routes = await routeTable()
  const { version } = JSON.parse(await readFile(path.join(ROOT, 'package.json'), 'utf8'))
  return [...files, generateOpenApi(routes, version), ...(await generateApiClient(openApiOf(routes, version)))]
}

async function routeTable(): Promise<Route[]> {
  const { describeRoutes } = await import('./describe-routes.ts')
  return describeRoutes()
}

async function orphans(files: readonly GeneratedFile[]): Promise<string[]> {
  const known = new Set(files.map((file) => file.path))
  const found: string[] = []
  for await (const file of glob(GENERATED, { cwd: ROOT, exclude: ['**/node_modules/**'] })) {
    const name = file.replaceAll(path.sep, '/')
    if (!known.has(name)) found.push(name)
  }
  return found.sort()
}

async function main(isCheck: boolean): Promise<void> {
  const files = await generateAll()
  const left = await orphans(files)
  const changed = isCheck ? await staleFiles(ROOT, files) : await writeGenerated(ROOT, files)
  for (const file of changed) process.stdout.write(`${isCheck ? 'out of date' : 'written'}: ${file}\n`)
  for (const file of left) process.stdout.write(`nothing generates this any more, delete it: ${file}\n`)
  if (changed.length + left.length === 0) process.stdout.write(`${files.length} generated files are up to date\n`)
  else if (isCheck || left.length > 0) {
    process.stdout.write('Run `npm run gen` and commit what it writes.\n')
    process.exitCode = 1
  }
}

await main(process.argv.includes('--check'))
