import { LRUCache } from 'lru-cache'
import type { FormTrigger, Json } from '../../sdk/flow/definition.ts'
import type { Clock } from '../platform/clock.ts'
import type { Database } from '../platform/db.ts'
import type { FieldError } from '../platform/errors.ts'
import { newSeed } from '../platform/ids.ts'
import { type SecretBox, SecretError } from '../platform/secrets.ts'
import { compileUntrusted, type Validator } from '../platform/validate.ts'
import type { Locale } from '../platform/validation-reasons.ts'
import type { Engine } from '../runs/engine.ts'
import type { FlowSource, PublishedFlow } from '../runs/engine.types.ts'
import { type FormField, formFields } from './form-fields.ts'
import { findFormFlow } from './form-flows.store.ts'
import { FORM_TEXTS } from './form-texts.ts'
import { readForm } from './read-form.ts'
import { startOnce } from './start-once.ts'

export interface FormsDeps {
  db: Pick<Database, 'engine'>
  engine: Pick<Engine, 'accept'>
  flows: Pick<FlowSource, 'version'>
  secrets: SecretBox
  clock: Clock
}

/** A form at its address. */
export interface HostedForm {
  flow: PublishedFlow
  trigger: FormTrigger
  fields: readonly FormField[]
  isPaused: boolean
}

export type Submitted = { kind: 'stored' } | { kind: 'expired' } | { kind: 'wrong'; errors: Map<string, string> }

/** How long a page may stay open before it is sent. */
const SUBMISSION_MS = 24 * 60 * 60 * 1000
const MAX_COMPILED = 500

interface CompiledForm {
  fields: readonly FormField[]
  validator: Validator<Json>
}

/** Pages that anybody with the link can fill in. Nobody is signed in, so nobody else's rights can be abused by sending one. */
export function createForms({ db, engine, flows, secrets, clock }: FormsDeps) {
  const compiled = new LRUCache<string, CompiledForm>({ max: MAX_COMPILED })

  function formOf({ tenantId, flowId, version }: PublishedFlow, trigger: FormTrigger): CompiledForm {
    const key = `${tenantId}|${flowId}|${version}`
    const known = compiled.get(key)
    if (known !== undefined) return known
    const form = { fields: formFields(trigger.schema).fields, validator: compileUntrusted<Json>(trigger.schema) }
    compiled.set(key, form)
    return form
  }

  return {
    /** Null when no form lives there. */
    async find(token: string): Promise<HostedForm | null> {
      const row = await findFormFlow(db, token)
      const flow = row === undefined ? null : await flows.version(row.tenantId, row.flowId, row.version)
      if (row === undefined || flow?.definition.trigger.kind !== 'form') return null
      const { trigger } = flow.definition
      return { flow, trigger, fields: formOf(flow, trigger).fields, isPaused: row.isPaused }
    },

    /** What a page carries so that sending it twice is one answer: made by us, for this flow, not long ago. */
    newSubmission({ flow }: HostedForm): string {
      return secrets.encrypt(`${clock.now()}:${newSeed()}`, purposeOf(flow))
    },

    /** Stores a valid answer and starts its run, once. Throws what `startOnce` throws. */
    async submit(form: HostedForm, sent: URLSearchParams, locale: Locale): Promise<Submitted> {
      const submission = openSubmission(sent.get('submission') ?? '', form.flow)
      if (submission === null) return { kind: 'expired' }
      const { fields, validator } = formOf(form.flow, form.trigger)
      const data = readForm(fields, sent)
      const errors = errorsByField(fields, validator.validate(data, locale), locale)
      if (errors.size > 0) return { kind: 'wrong', errors }
      await startOnce({ flow: form.flow, trigger: 'form', data, key: submission }, { engine, clock })
      return { kind: 'stored' }
    },
  }

  function openSubmission(text: string, flow: PublishedFlow): string | null {
    try {
      const [madeAt = '', id = ''] = secrets.decrypt(text, purposeOf(flow)).split(':')
      return clock.now() - Number(madeAt) < SUBMISSION_MS ? id : null
    } catch (error) {
      if (error instanceof SecretError) return null
      throw error
    }
  }
}

export type FormsService = ReturnType<typeof createForms>

function purposeOf({ tenantId, flowId }: PublishedFlow): string {
  return `form-submission:${tenantId}:${flowId}`
}

function errorsByField(fields: readonly FormField[], errors: readonly FieldError[], locale: Locale): Map<string, string> {
  const byField = new Map<string, string>()
  for (const { field: at, reason } of errors) {
    const field = fields.find(({ name }) => at === pointerTo(name) || at.startsWith(`${pointerTo(name)}/`))
    const name = field?.name ?? ''
    const text = field?.kind === 'yesNo' ? FORM_TEXTS[locale].tick : `${reason.charAt(0).toUpperCase()}${reason.slice(1)}`
    if (!byField.has(name)) byField.set(name, text)
  }
  return byField
}

function pointerTo(name: string): string {
  return `/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`
}
