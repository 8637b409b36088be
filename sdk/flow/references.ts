import type { FlowDefinition } from './definition.ts'
import { splitTemplate } from './expressions.ts'
import { stepIds, stepOf } from './graph.ts'
import { mapTexts, textsOf } from './step-texts.ts'
import { tokensOf } from './tokens.ts'

/** A mention of another step, wherever it stands: `steps.order.total_amount` in the field `/value/total`. */
export interface StepReference {
  /** As written: a name, or `$` and a step id. */
  name: string
  /** The step meant, or null when there is none. */
  stepId: string | null
  /** JSON Pointer into the step. */
  field: string
  /** `run.links.<name>`: not its output but the links that end its wait. */
  isLink?: true
}

/** Step names of a definition by id, and ids by name. The first step (by id) keeps a name that two carry. */
export interface StepNames {
  idOf: ReadonlyMap<string, string>
  nameOf: ReadonlyMap<string, string>
}

export function stepNamesOf(definition: Pick<FlowDefinition, 'steps'>): StepNames {
  const idOf = new Map<string, string>()
  const nameOf = new Map<string, string>()
  for (const id of stepIds(definition)) {
    const name = stepOf(definition, id)?.name ?? id
    nameOf.set(id, name)
    if (!idOf.has(name)) idOf.set(name, id)
  }
  return { idOf, nameOf }
}

/** The step meant by `order` or `$s1a2b3c4d`. */
export function resolveStep(names: StepNames, written: string): string | undefined {
  if (written.startsWith('$') && names.nameOf.has(written.slice(1))) return written.slice(1)
  return names.idOf.get(written)
}

/** The definition as it is stored: every `steps.<name>` that names a step becomes `steps.$<id>`, so that a rename breaks nothing. */
export function toStored(definition: FlowDefinition): FlowDefinition {
  const names = stepNamesOf(definition)
  return rewriteDefinition(definition, (text, isCode) => toStoredText(text, names, isCode))
}

/** The definition as people read it: every `steps.$<id>` of a known step becomes `steps.<name>`. */
export function toShown(definition: FlowDefinition): FlowDefinition {
  const names = stepNamesOf(definition)
  return rewriteDefinition(definition, (text, isCode) => toShownText(text, names, isCode))
}

/** One field. `isCode`: the text is JavaScript as a whole; otherwise only what is between braces is. */
export function toStoredText(text: string, names: StepNames, isCode = false): string {
  return rewriteText(text, isCode, (written) => {
    const id = resolveStep(names, written)
    return id === undefined ? written : `$${id}`
  })
}

export function toShownText(text: string, names: StepNames, isCode = false): string {
  return rewriteText(text, isCode, (written) => (written.startsWith('$') ? (names.nameOf.get(written.slice(1)) ?? written) : written))
}

/** Every mention of another step in one step, in reading order. */
export function referencesOf(definition: Pick<FlowDefinition, 'steps'>, stepId: string): StepReference[] {
  const step = stepOf(definition, stepId)
  if (step === undefined) return []
  const names = stepNamesOf(definition)
  const found: StepReference[] = []
  for (const { field, text, isCode } of textsOf(step)) {
    rewriteText(text, isCode, (written, isLink) => {
      found.push({ name: written, stepId: resolveStep(names, written) ?? null, field, ...(isLink ? { isLink } : {}) })
      return written
    })
  }
  return found
}

type TextRewrite = (text: string, isCode: boolean) => string

function rewriteDefinition(definition: FlowDefinition, rewrite: TextRewrite): FlowDefinition {
  const steps: FlowDefinition['steps'] = {}
  for (const [id, step] of Object.entries(definition.steps)) steps[id] = mapTexts(step, ({ text, isCode }) => rewrite(text, isCode))
  return { ...definition, steps }
}

type Rename = (written: string, isLink: boolean) => string

function rewriteText(text: string, isCode: boolean, rename: Rename): string {
  if (!text.includes('steps') && !text.includes('links')) return text
  if (isCode) return rewriteCode(text, rename)
  return splitTemplate(text)
    .parts.map((part) => (part.kind === 'text' ? part.text : `{{${rewriteCode(part.source, rename)}}}`))
    .join('')
}

/**
 * Works on tokens, so that texts and comments stay as they are and a half-typed or TypeScript source still works: what
 * cannot be tokenised to its end keeps everything after the fault.
 */
function rewriteCode(code: string, rename: Rename): string {
  let out = ''
  let done = 0
  for (const { start, end, isLink } of mentions(code)) {
    out += code.slice(done, start) + rename(code.slice(start, end), isLink)
    done = end
  }
  return out + code.slice(done)
}

/** Where the name after `steps.`, `steps?.` or `run.links.` stands. */
function mentions(code: string): Array<{ start: number; end: number; isLink: boolean }> {
  const found: ReturnType<typeof mentions> = []
  // The texts of the last five tokens, newest first.
  let last: string[] = []
  try {
    for (const token of tokensOf(code)) {
      if (token.kind === 'name' && namesStep(last)) found.push({ start: token.start, end: token.end, isLink: last[1] === 'links' })
      last = [code.slice(token.start, token.end), ...last.slice(0, 4)]
    }
  } catch (error) {
    // A source that is being typed: what was read so far stands, the parser reports the fault at save.
    if (!(error instanceof SyntaxError)) throw error
  }
  return found
}

/** Whether a name after these tokens is a step's. `x.steps.y` and `x.run.links.y` are something else. */
function namesStep([dot, holder, before, root, beforeRoot]: readonly string[]): boolean {
  if (!isDot(dot)) return false
  if (holder === 'steps') return !isDot(before)
  return holder === 'links' && isDot(before) && root === 'run' && !isDot(beforeRoot)
}

function isDot(text: string | undefined): boolean {
  return text === '.' || text === '?.'
}
