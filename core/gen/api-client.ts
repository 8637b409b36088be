import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createClient } from '@hey-api/openapi-ts'
import type { GeneratedFile } from './generated-file.ts'

export const CLIENT_FOLDER = 'ui/src/api/generated'

/** The interface's client and types, made from the OpenAPI document by @hey-api/openapi-ts. */
export async function generateApiClient(openapi: Record<string, unknown>): Promise<GeneratedFile[]> {
  const folder = await mkdtemp(path.join(tmpdir(), 'tomada-client-'))
  try {
    await createClient({
      input: { path: openapi },
      output: { path: folder, clean: false, module: { extension: '.ts' } },
      plugins: [
        '@hey-api/typescript',
        // The browser sends the session's cookie itself; every operation answers its data or throws.
        { name: '@hey-api/sdk', auth: false, responseStyle: 'data' },
        { name: '@hey-api/client-fetch', throwOnError: true },
      ],
      logs: { level: 'silent' },
    })
    const names = (await readdir(folder, { recursive: true })).filter((name) => name.endsWith('.ts')).sort()
    return await Promise.all(
      names.map(async (name) => ({
        path: `${CLIENT_FOLDER}/${name.replaceAll(path.sep, '/')}`,
        text: await readFile(path.join(folder, name), 'utf8'),
      })),
    )
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
