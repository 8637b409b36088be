// What every npm script runs through: `node core/setup/prepare.mjs <purpose> -- <script> <arguments>` installs and builds what is
// missing, then runs the script with the pinned Node 26. It starts on whatever Node the machine has, possibly before anything
// is installed: plain JavaScript, no dependency. (npm's own pre-scripts do not run where `ignore-scripts` is set, as it is here.)
import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))
const OLDEST_NODE = 20
const NEEDED_NODE = 26
/** Commands that show the interface; `check` does without, and so does `bench` but for its suite of it. */
const WITH_UI = new Set(['start', 'demo', 'test', 'build'])

function main(purpose, args) {
  if (majorOf(process.version) < OLDEST_NODE) {
    fail(
      `Tomada needs Node ${OLDEST_NODE} or newer to install its own Node ${NEEDED_NODE}; this is ${process.version}. See https://nodejs.org`,
    )
  }
  if (!isInstalled()) install()
  const node = requireNode()
  if (WITH_UI.has(purpose) || (purpose === 'bench' && args.includes('ui'))) buildUi()
  if (args.length > 0) run(node, args)
}

/** Becomes the script's process, or, on a Node that cannot, stays as its parent and passes signals and exit code on. */
function run(node, args) {
  process.chdir(ROOT)
  // What was compiled once is read from there: every later start is a second faster and 20 MB smaller.
  process.env.NODE_COMPILE_CACHE ??= path.join(ROOT, 'node_modules', '.cache', 'compiled')
  if (process.execve !== undefined && process.platform !== 'win32') process.execve(node, [node, ...args], process.env)
  const child = spawn(node, args, { stdio: 'inherit' })
  process.on('SIGTERM', () => child.kill('SIGTERM'))
  process.on('SIGHUP', () => child.kill('SIGHUP'))
  process.on('SIGINT', () => {}) // A terminal's Ctrl+C reaches the child by itself.
  child.on('exit', (code, signal) => process.exit(signal === null ? code : 1))
}

/** Whether node_modules holds what package-lock.json says; optional packages are of other platforms, or are looked at when needed. */
function isInstalled() {
  const installed = path.join(ROOT, 'node_modules', '.package-lock.json')
  if (!existsSync(installed)) return false
  const wanted = packagesOf(path.join(ROOT, 'package-lock.json'))
  const present = packagesOf(installed)
  return Object.entries(wanted).every(([name, entry]) => {
    if (!name.includes('node_modules/') || entry.link) return true
    const found = present[name]
    if (found === undefined) return entry.optional === true && !fitsThisMachine(entry)
    return found.version === entry.version && found.integrity === entry.integrity
  })
}

function packagesOf(file) {
  return JSON.parse(readFileSync(file, 'utf8')).packages || {}
}

/** npm leaves out optional packages of other platforms. One without `os` may be left out for many reasons: it is not missed. */
function fitsThisMachine(entry) {
  if (entry.os === undefined || entry.libc !== undefined) return false
  return entry.os.includes(process.platform) && (entry.cpu === undefined || entry.cpu.includes(process.arch))
}

function install() {
  say('Installing packages (npm ci --ignore-scripts; a minute on the first start)')
  npm(
    ['ci', '--ignore-scripts', '--include=dev', '--include=optional', '--no-audit', '--no-fund', '--loglevel=error'],
    'Installing the packages failed.',
  )
}

/** Path of the pinned Node where its package exists for this platform and runs; else the host's, when new enough. */
function requireNode() {
  const pinned = pinnedNode()
  if (pinned !== null) {
    if (spawnSync(pinned, ['--version'], { stdio: 'ignore' }).status === 0) return pinned
    fail(
      `The Node ${NEEDED_NODE} that npm installed does not run on this system (${process.platform}-${process.arch}). Tomada needs glibc 2.28 or newer on Linux.`,
    )
  }
  if (majorOf(process.version) >= NEEDED_NODE) return process.execPath
  fail(
    `npm has no Node ${NEEDED_NODE} for ${process.platform}-${process.arch}. Install Node ${NEEDED_NODE} or newer from https://nodejs.org; this is ${process.version}.`,
  )
}

function pinnedNode() {
  const platform = process.platform === 'win32' ? 'win' : process.platform
  for (const name of [`node-${platform}-${process.arch}`, `node-bin-${platform}-${process.arch}`]) {
    const file = path.join(ROOT, 'node_modules', name, 'bin', process.platform === 'win32' ? 'node.exe' : 'node')
    if (existsSync(file)) return file
  }
  return null
}

function buildUi() {
  const ui = path.join(ROOT, 'ui')
  if (!existsSync(path.join(ui, 'src'))) fail('The folder ui/src is missing: this clone is not complete.')
  const stamp = path.join(ui, 'build', '.inputs')
  const inputs = hashOf([ui, path.join(ROOT, 'sdk', 'flow'), path.join(ROOT, 'package-lock.json')])
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === inputs) return
  say('Building the interface (npm run build -w ui)')
  npm(['run', 'build', '--workspace=ui', '--silent'], 'Building the interface failed.')
  if (!existsSync(path.join(ui, 'build'))) fail('Building the interface left no ui/build.')
  writeFileSync(stamp, inputs)
}

/** What a build or a test run makes is no input of it; hidden files are neither. `*.gen.ts` files are committed and count. */
const NOT_INPUT = new Set(['node_modules', 'build', 'paraglide', 'test-results', 'README.md'])

function hashOf(places) {
  const hash = createHash('sha256')
  for (const place of places) hashInto(hash, place, path.basename(place))
  return hash.digest('hex')
}

function hashInto(hash, place, name) {
  const entries = listOrNull(place)
  if (entries === null) {
    hash.update(name).update('\0').update(readFileSync(place)).update('\0')
    return
  }
  for (const entry of entries) {
    if (NOT_INPUT.has(entry) || /^\.|\.test\.[a-z]+$/.test(entry)) continue
    hashInto(hash, path.join(place, entry), `${name}/${entry}`)
  }
}

function listOrNull(place) {
  try {
    return readdirSync(place).sort()
  } catch (error) {
    if (error.code === 'ENOTDIR') return null
    throw error
  }
}

/** Runs npm, the very one that called us when there is one, quietly; shows what it said when it fails. */
function npm(args, complaint) {
  const self = process.env.npm_execpath
  const [command, first] = self?.endsWith('.js') ? [process.execPath, [self]] : ['npm', []]
  const result = spawnSync(command, [...first, ...args], {
    cwd: ROOT,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
    shell: command === 'npm' && process.platform === 'win32',
  })
  if (result.status === 0) return
  process.stderr.write(`${result.stdout || ''}${result.stderr || ''}${result.error ? `${result.error.message}\n` : ''}`)
  fail(complaint)
}

function majorOf(version) {
  return Number(version.replace(/^v/, '').split('.')[0])
}

function say(sentence) {
  process.stdout.write(`Tomada: ${sentence}\n`)
}

function fail(sentence) {
  process.stderr.write(`Tomada: ${sentence}\n`)
  process.exit(1)
}

const [purpose, separator, ...args] = process.argv.slice(2)
main(purpose, separator === '--' ? args : [])
