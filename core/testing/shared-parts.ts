import { fileURLToPath } from 'node:url'
import { systemClock } from '../platform/clock.ts'
import { createLogger } from '../platform/logger.ts'
import { openRegistry } from '../registry/registry.service.ts'
import type { Registry } from '../registry/registry.types.ts'
import { openSandbox } from '../sandbox/pool.ts'
import type { Sandbox } from '../sandbox/sandbox.types.ts'
import { cloneTemplate, type TestDatabase } from './database.ts'

/**
 * What is costly to make and the same for every test file. The files of a run share a few worker processes (vitest.config.ts): each
 * of these is made once in each of them, at its first use, and ends with the process.
 */

const ROOT = fileURLToPath(new URL('../../', import.meta.url))
const SILENT = createLogger({ level: 'silent' })

const registries = new Map<() => Promise<Registry>, Promise<Registry>>()
let sandbox: Promise<Sandbox> | undefined
let database: Promise<TestDatabase> | undefined

/** The bundled connectors, as they are in their folders; or what `load` gives, once for each such function. */
export function sharedRegistry(load: () => Promise<Registry> = bundledConnectors): Promise<Registry> {
  const known = registries.get(load) ?? load()
  registries.set(load, known)
  return known
}

/** A sandbox with the limits of production. Not for tests that kill its children or count them. */
export function sharedSandbox(): Promise<Sandbox> {
  sandbox ??= openSandbox({ logger: SILENT, clock: systemClock })
  return sandbox
}

/** A database for tests that neither look into it nor leave anything in it that others could find. */
export function sharedDatabase(): Promise<TestDatabase> {
  database ??= cloneTemplate()
  return database
}

function bundledConnectors(): Promise<Registry> {
  return openRegistry({ root: ROOT, modified: 'warn', logger: SILENT })
}
