import type { Json, StepRecord } from '../../../sdk/flow/definition.ts'
import { GuestFault } from './faults.ts'

/** What `$` is in the joined expressions: checked look-ups into the state of the run. One per flow script. */
export class FlowScope {
  /** JSON Pointer of the field being evaluated, kept for the error. */
  at = ''
  private readonly disabled: ReadonlySet<string>
  private readonly stepNames: Record<string, string>
  private data: Json = null
  private records: Record<string, StepRecord> = {}
  private nowMs = 0
  private copies = new Map<string, unknown>()

  constructor(stepNames: Record<string, string>, disabled: ReadonlySet<string>) {
    this.stepNames = stepNames
    this.disabled = disabled
  }

  begin(trigger: Json, records: Record<string, StepRecord>, nowMs: number): void {
    this.data = trigger
    this.records = records
    this.nowMs = nowMs
  }

  /** `trigger.a.b`; keys from `optionalFrom` on may be missing. Objects come as copies: no step may change what another sees. */
  trigger(keys: readonly unknown[], optionalFrom: number): unknown {
    return copy(look(this.data, 'trigger', keys, optionalFrom))
  }

  vars(keys: readonly unknown[], optionalFrom: number): unknown {
    return copy(look({}, 'vars', keys, optionalFrom))
  }

  /** `steps.name.a.b`. `optionalFrom` counts the step itself as key 0. */
  step(stepId: string, name: string, keys: readonly unknown[], optionalFrom: number): unknown {
    const record = this.recordOf(stepId)
    if (record === undefined && optionalFrom !== 0) throw new GuestFault('expression', `steps.${name} has not run`)
    const rest = optionalFrom < 0 ? -1 : Math.max(0, optionalFrom - 1)
    return copy(look(outputOf(record), `steps.${name}`, keys, rest))
  }

  now(): Date {
    return new Date(this.nowMs)
  }

  /** A part of a text: null and undefined as nothing, objects as JSON. */
  text(value: unknown): string {
    if (value === null || value === undefined) return ''
    if (value instanceof Date) return value.toISOString()
    return typeof value === 'object' ? (JSON.stringify(value) ?? '') : String(value)
  }

  /** `trigger` and `steps` for one run of a code step: the same object on each use within it, copies of the state's. */
  startCode(): { trigger: unknown; steps: object } {
    this.copies = new Map()
    return { trigger: copy(this.data), steps: this.codeSteps() }
  }

  private codeSteps(): object {
    const steps = Object.create(null)
    for (const stepId of Object.keys(this.stepNames)) {
      const get = (): unknown => {
        if (!this.copies.has(stepId)) this.copies.set(stepId, copy(outputOf(this.recordOf(stepId))))
        return this.copies.get(stepId)
      }
      for (const key of [this.stepNames[stepId] ?? stepId, `$${stepId}`]) {
        if (!Object.hasOwn(steps, key)) Object.defineProperty(steps, key, { get, enumerable: !key.startsWith('$') })
      }
    }
    return steps
  }

  private recordOf(stepId: string): StepRecord | undefined {
    if (Object.hasOwn(this.records, stepId)) return this.records[stepId]
    return this.disabled.has(stepId) ? { status: 'done', output: null } : undefined
  }
}

/** What `steps.<name>` is: the output; `{ error }` of a step that failed and was survived. */
function outputOf(record: StepRecord | undefined): unknown {
  if (record === undefined || record.status === 'skipped') return undefined
  if (record.status === 'failed') return { error: record.error ?? null }
  return record.output ?? null
}

function look(root: unknown, label: string, keys: readonly unknown[], optionalFrom: number): unknown {
  let value = root
  for (let i = 0; i < keys.length; i++) {
    if (value === null || value === undefined) {
      if (optionalFrom >= 0 && (i > optionalFrom || i === 0)) return undefined
      throw new GuestFault('expression', `${nameOf(label, keys, i)} is ${String(value)}, so ${nameOf(label, keys, i + 1)} cannot be read`)
    }
    const key = String(keys[i])
    const holder: object = Object(value)
    if (!Object.hasOwn(holder, key)) {
      if (optionalFrom >= 0 && i >= optionalFrom) return undefined
      throw new GuestFault('expression', `${nameOf(label, keys, i + 1)} does not exist${suggestion(holder, key)}`)
    }
    value = Reflect.get(holder, key)
  }
  return value
}

function nameOf(label: string, keys: readonly unknown[], count: number): string {
  return keys
    .slice(0, count)
    .reduce<string>(
      (name, key) => `${name}${/^[A-Za-z_$][\w$]*$/.test(String(key)) ? `.${String(key)}` : `[${String(key).slice(0, 40)}]`}`,
      label,
    )
}

/** A key that differs by case or by `_` only is what the author meant. */
function suggestion(holder: object, key: string): string {
  const plain = (text: string): string => text.toLowerCase().replaceAll('_', '')
  const close = Object.keys(holder).find((candidate) => plain(candidate) === plain(key))
  return close === undefined ? '' : ` (did you mean ${close.slice(0, 60)}?)`
}

/** JSON values only, so a walk is enough; an own `__proto__` key stays a key (C29). */
function copy(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map(copy)
  const made: Record<string, unknown> = {}
  for (const key of Object.keys(value)) {
    const item = copy(Reflect.get(value, key))
    if (key === '__proto__') Object.defineProperty(made, key, { value: item, enumerable: true, configurable: true, writable: true })
    else made[key] = item
  }
  return made
}
