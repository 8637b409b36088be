import path from 'node:path'
import { isTest, type SourceFile } from './source-files.ts'

const BANNED_NAMES = new Set(['utils', 'util', 'helpers', 'helper', 'common', 'misc', 'manager', 'handler', 'data', 'info', 'base'])
const LONGEST_FILE = 400

/** File and folder names, sizes, switched-off lint, and names of connectors where none belongs. */
export function brokenNamingRules(files: readonly SourceFile[], plugins: readonly string[]): string[] {
  return files.flatMap((file) => [...nameFaults(file.path), ...sizeFaults(file), ...switchedOffLint(file), ...namedPlugins(file, plugins)])
}

function nameFaults(file: string): string[] {
  const parts = file.split('/')
  const banned = parts.map((part) => part.replace(/\..*$/, '').toLowerCase()).filter((part) => BANNED_NAMES.has(part))
  const name = path.posix.basename(file)
  const isKebab = /^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9-]+)*\.(ts|mjs)$/.test(name)
  const isComponent = /^([A-Z][A-Za-z0-9]*|\+(page|layout|error))\.(svelte)$/.test(name)
  const isRoute = /^\+(page|layout)(\.server)?\.ts$/.test(name)
  const isMigration = /^migrations\/\d{14}_[a-z0-9_]+(\.test)?\.ts$/.test(file)
  return [
    ...banned.map((word) => `${file}: "${word}" names nothing`),
    ...(isKebab || isComponent || isRoute || isMigration ? [] : [`${file}: file names are kebab-case, components PascalCase`]),
  ]
}

function sizeFaults(file: SourceFile): string[] {
  const lines = file.text.split('\n').length - 1
  return lines > LONGEST_FILE && !file.path.includes('/fixtures/') ? [`${file.path}: ${lines} lines; ${LONGEST_FILE} is the most`] : []
}

function switchedOffLint(file: SourceFile): string[] {
  const found = /biome-ignore|@ts-(?:ignore|nocheck|expect-error)|eslint-disable/.exec(
    file.text.replace(/^.*replace\(\/.*$|^.*exec\(.*$/gm, ''),
  )
  return found === null || file.path.startsWith('.ci/rules/') ? [] : [`${file.path}: ${found[0]}: lint and types are never switched off`]
}

/** Connectors called by a word that people and fields are full of: those are named by their id or folder only. */
const EVERYDAY_WORDS: ReadonlySet<string> = new Set(['email'])

/** The core never names a connector, not even in a comment: if it needs to know, the manifest says it. */
function namedPlugins(file: SourceFile, plugins: readonly string[]): string[] {
  if (!file.path.startsWith('core/') || isTest(file.path)) return []
  const words = plugins.map((plugin) => (EVERYDAY_WORDS.has(plugin) ? `(?:tomada|plugins)/${plugin}` : plugin.split('-').join('[ _-]?')))
  if (words.length === 0) return []
  const found = new RegExp(`\\b(${words.join('|')})\\b`, 'i').exec(file.text)
  return found === null ? [] : [`${file.path}: names the connector "${found[0]}"`]
}
