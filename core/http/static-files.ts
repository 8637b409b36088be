import { createHash } from 'node:crypto'
import { createReadStream, existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import path from 'node:path'
import type { Context, Step } from './http-state.ts'

interface StaticFile {
  file: string
  sizeBytes: number
  etag: string
}

const PREFIX = '/app'
const IMMUTABLE = '/_app/immutable/'

/** The built UI. Files are listed once at start: a path that is not in the list does not exist, whatever it is made of. */
export interface StaticUi {
  files: ReadonlyMap<string, StaticFile>
  /** Hashes of the inline scripts of index.html, for the content security policy. */
  scriptHashes: readonly string[]
}

/** Reads the folder of the UI build; an absent folder gives an empty list (the API then runs without pages). */
export function readStaticUi(folder: string | null): StaticUi {
  const files = new Map<string, StaticFile>()
  if (folder === null || !existsSync(folder)) return { files, scriptHashes: [] }
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue
    const file = path.join(entry.parentPath, entry.name)
    const { size, mtimeMs } = statSync(file)
    files.set(`/${path.relative(folder, file).replaceAll(path.sep, '/')}`, {
      file,
      sizeBytes: size,
      etag: `"${size.toString(36)}-${Math.floor(mtimeMs).toString(36)}"`,
    })
  }
  const index = files.get('/index.html')
  return { files, scriptHashes: index === undefined ? [] : inlineScriptHashes(readFileSync(index.file, 'utf8')) }
}

export function inlineScriptHashes(html: string): string[] {
  const scripts = html.matchAll(/<script(?![^>]*\ssrc=)[^>]*>([\s\S]*?)<\/script>/gi)
  return Array.from(
    scripts,
    (match) =>
      `'sha256-${createHash('sha256')
        .update(match[1] ?? '')
        .digest('base64')}'`,
  )
}

/**
 * Serves the UI under /app: hashed files for ever, pages fresh each time, and index.html for any address the router of the UI
 * knows. `/` leads there. Takes GET and HEAD only.
 */
export function serveUi({ files }: StaticUi): Step {
  return (ctx, next) => {
    if (ctx.method !== 'GET' && ctx.method !== 'HEAD') return next()
    if (ctx.path === '/' || ctx.path === PREFIX) {
      ctx.redirect(`${PREFIX}/`)
      return undefined
    }
    if (!ctx.path.startsWith(`${PREFIX}/`)) return next()
    const wanted = ctx.path.slice(PREFIX.length)
    const found = files.get(wanted)
    if (found !== undefined) return send(ctx, files, wanted, found)
    // A missing asset is a 404: answering it with a page would hide a broken build and poison caches.
    const page = path.posix.extname(wanted) === '' ? files.get('/index.html') : undefined
    return page === undefined ? next() : send(ctx, files, '/index.html', page)
  }
}

function send(ctx: Context, files: StaticUi['files'], name: string, plain: StaticFile): undefined {
  ctx.vary('Accept-Encoding')
  const encoding = ctx.acceptsEncodings('br', 'gzip', 'identity')
  const suffix = encoding === 'br' ? '.br' : encoding === 'gzip' ? '.gz' : ''
  const packed = suffix === '' ? undefined : files.get(name + suffix)
  const chosen = packed ?? plain
  if (packed !== undefined && typeof encoding === 'string') ctx.set('content-encoding', encoding)
  ctx.status = 200
  ctx.type = path.posix.extname(name)
  ctx.set('etag', chosen.etag)
  ctx.set('cache-control', name.startsWith(IMMUTABLE) ? 'public, max-age=31536000, immutable' : 'no-cache')
  if (ctx.fresh) {
    ctx.status = 304
    return
  }
  ctx.length = chosen.sizeBytes
  ctx.body = createReadStream(chosen.file)
  return undefined
}
