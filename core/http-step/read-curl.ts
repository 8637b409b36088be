import { longOption, shortOption } from './curl-options.ts'
import type { CurlProblem, CurlWarning } from './curl-texts.ts'

/** A command that cannot be taken over. */
export class CurlError extends Error {
  readonly problem: CurlProblem
  readonly what: string
  constructor(problem: CurlProblem, what = '') {
    super(problem)
    this.name = 'CurlError'
    this.problem = problem
    this.what = what
  }
}

/** The options of one command, sorted by what they are for. */
export interface CurlCommand {
  method: string | null
  urls: string[]
  /** As written: `Name: value`. */
  headers: string[]
  data: Array<{ text: string; encode: boolean }>
  json: string[]
  user: string | null
  bearer: string | null
  cookies: string[]
  userAgent: string | null
  referer: string | null
  maxSeconds: string | null
  get: boolean
  head: boolean
  warnings: Array<{ code: CurlWarning; what: string }>
}

/** Throws CurlError. `words` begin after `curl`. */
export function readCurl(words: readonly string[]): CurlCommand {
  const command: CurlCommand = {
    method: null,
    urls: [],
    headers: [],
    data: [],
    json: [],
    user: null,
    bearer: null,
    cookies: [],
    userAgent: null,
    referer: null,
    maxSeconds: null,
    get: false,
    head: false,
    warnings: [],
  }
  const rest = [...words]
  let onlyUrls = false
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    if (word === '--') onlyUrls = true
    else if (onlyUrls || !word.startsWith('-') || word === '-') command.urls.push(word)
    else if (word.startsWith('--')) takeLong(command, word, rest)
    else takeShort(command, word, rest)
  }
  return command
}

function takeLong(command: CurlCommand, word: string, rest: string[]): void {
  const option = longOption(word.slice(2))
  if (option === null) throw new CurlError('unknown_option', word)
  const takesValue = option.kind === 'value' || (option.kind === 'ignored' && option.takesValue)
  const given = takesValue ? rest.shift() : ''
  if (given === undefined) throw new CurlError('missing_value', word)
  apply(command, option, word, given)
}

/** `-sSL`, `-XPOST`, `-H 'a: b'`: letters until one takes the rest, or the next word, as its value. */
function takeShort(command: CurlCommand, word: string, rest: string[]): void {
  for (let at = 1; at < word.length; at++) {
    const letter = word.charAt(at)
    const option = shortOption(letter)
    if (option === null) throw new CurlError('unknown_option', `-${letter}`)
    if (option.kind !== 'value' && !(option.kind === 'ignored' && option.takesValue)) {
      apply(command, option, `-${letter}`, '')
      continue
    }
    const given = at + 1 < word.length ? word.slice(at + 1) : rest.shift()
    if (given === undefined) throw new CurlError('missing_value', `-${letter}`)
    apply(command, option, `-${letter}`, given)
    return
  }
}

function apply(command: CurlCommand, option: NonNullable<ReturnType<typeof longOption>>, written: string, given: string): void {
  switch (option.kind) {
    case 'refused':
      throw new CurlError(option.problem, written)
    case 'ignored':
      if (option.says) command.warnings.push({ code: 'option_left_out', what: written })
      return
    case 'switch':
      command[option.sets] = true
      return
    case 'value':
      setValue(command, option.sets, written, given)
      return
  }
}

type ValueName = Extract<NonNullable<ReturnType<typeof longOption>>, { kind: 'value' }>['sets']

function setValue(command: CurlCommand, name: ValueName, written: string, given: string): void {
  const noFile = (text: string): string => {
    if (text.startsWith('@')) throw new CurlError('file', `${written} ${text}`)
    return text
  }
  switch (name) {
    case 'method':
      command.method = given
      return
    case 'url':
      command.urls.push(given)
      return
    case 'header':
      command.headers.push(noFile(given))
      return
    case 'data':
      command.data.push({ text: noFile(given), encode: false })
      return
    case 'dataRaw':
      command.data.push({ text: given, encode: false })
      return
    case 'dataUrlencode':
      command.data.push({ text: encoded(given, written), encode: true })
      return
    case 'json':
      command.json.push(noFile(given))
      return
    case 'user':
      command.user = given
      return
    case 'bearer':
      command.bearer = given
      return
    case 'cookie':
      // Without an equals sign it is the name of a file.
      if (!given.includes('=')) throw new CurlError('file', `${written} ${given}`)
      command.cookies.push(given)
      return
    case 'userAgent':
      command.userAgent = given
      return
    case 'referer':
      command.referer = given
      return
    case 'maxTime':
      command.maxSeconds = given
      return
  }
}

/** `content`, `=content`, `name=content`; `@file` and `name@file` read files. */
function encoded(given: string, written: string): string {
  const equals = given.indexOf('=')
  const file = given.indexOf('@')
  if (file >= 0 && (equals < 0 || file < equals)) throw new CurlError('file', `${written} ${given}`)
  if (equals < 0) return encodeURIComponent(given.toWellFormed())
  const content = encodeURIComponent(given.slice(equals + 1).toWellFormed())
  return equals === 0 ? content : `${given.slice(0, equals)}=${content}`
}
