import type { EventMappingFile } from '../../sdk/event-mapping.gen.ts'
import eventMappingSchema from '../../sdk/event-mapping.schema.json' with { type: 'json' }
import type { Json } from '../../sdk/flow/definition.ts'
import type { MailEntryFile } from '../../sdk/mail-entry.gen.ts'
import mailEntrySchema from '../../sdk/mail-entry.schema.json' with { type: 'json' }
import type { Action, Auth, Trigger } from '../../sdk/manifest.gen.ts'
import type { RequestTemplateFile } from '../../sdk/request-template.gen.ts'
import requestTemplateSchema from '../../sdk/request-template.schema.json' with { type: 'json' }
import { compile, type Validator } from '../platform/validate.ts'
import { asJson } from './compiled-request.ts'
import { compileEventMapping } from './event-mapping.ts'
import type { FaultList } from './fault-list.ts'
import { type LocalizedSchema, localizedSchema, missingTexts, untitledProperties } from './localized-schema.ts'
import type { PluginFiles } from './plugin-files.ts'
import type {
  ActionLookup,
  ActionTier,
  ActionWrites,
  CallTier,
  DriverTier,
  LoadedAction,
  LoadedAuth,
  LoadedTrigger,
  TriggerTier,
} from './registry.types.ts'
import { compileRequestTemplate } from './request-template.ts'
import { compileTemplate } from './template.ts'

const { $id: _requestId, ...requestTemplate } = requestTemplateSchema
const { $id: _mappingId, ...eventMapping } = eventMappingSchema
const { $id: _mailId, ...mailEntry } = mailEntrySchema
const mailEntryFile = compile<MailEntryFile>(mailEntry)
const requestTemplateFile = compile<RequestTemplateFile>(requestTemplate)
const eventMappingFile = compile<EventMappingFile>(eventMapping)

/** What reading one capability needs. */
export interface Loading {
  files: PluginFiles
  faults: FaultList
}

export function loadAction(declared: Action, at: string, loading: Loading): LoadedAction | null {
  const input = loadSchema(declared.input, `${at}/input`, loading, { titles: true })
  const output = loadSchema(declared.output, `${at}/output`, loading)
  const tier =
    loadDriverTier(declared.entry, `${at}/entry`, loading) ??
    loadMailTier(declared.entry, `${at}/entry`, loading) ??
    loadCallTier(declared.entry, `${at}/entry`, loading)
  const sample = loadSample(declared.sample, `${at}/sample`, loading, { input, output })
  const lookup = declared.repeatable.mode === 'lookupFirst' ? loadLookup(declared.repeatable, `${at}/repeatable/lookup`, loading) : null
  const writes = declared.writes === undefined ? null : loadWrites(declared.writes, `${at}/writes`, loading)
  if (input === null || output === null || tier === null || sample === null) return null
  return { declared, tier, input, output, sample: { input: sample['input'] ?? {}, output: sample['output'] ?? null }, lookup, writes }
}

export function loadTrigger(declared: Trigger, at: string, loading: Loading): LoadedTrigger | null {
  const output = loadSchema(declared.output, `${at}/output`, loading)
  const tier = loadTriggerTier(declared.entry, `${at}/entry`, loading)
  const sample = loadSample(declared.sample, `${at}/sample`, loading, { data: output })
  if (output === null || tier === null || sample === null) return null
  return { declared, tier, output, sample: sample['data'] ?? null }
}

export function loadAuth(declared: Auth, at: string, loading: Loading): LoadedAuth {
  const fields = 'fields' in declared ? loadSchema(declared.fields, `${at}/fields`, loading, { titles: true }) : null
  return { declared, fields }
}

export function loadSchema(
  file: string,
  at: string,
  { files, faults }: Loading,
  options: { titles?: boolean } = {},
): LocalizedSchema | null {
  const source = files.json(file, { at }, faults)
  if (source === null) return null
  if (!isRecord(source) || source['type'] !== 'object') {
    faults.add(file, '/type', 'a capability takes and gives an object')
    return null
  }
  if (!files.isVouched) {
    for (const place of missingTexts(source)) faults.add(file, place, 'the text must be {en, pt-BR}')
    if (options.titles === true) for (const place of untitledProperties(source)) faults.add(file, place, 'has no title')
  }
  return faults.attempt(file, '', () => localizedSchema(source, files))
}

/** Each member of the sample file is checked with the schema of that name. */
function loadSample(file: string, at: string, { files, faults }: Loading, schemas: Record<string, LocalizedSchema | null>) {
  const sample = files.json(file, { at }, faults)
  if (sample === null) return null
  if (!isRecord(sample)) {
    faults.add(file, '', `a sample is {${Object.keys(schemas).join(', ')}}`)
    return null
  }
  for (const [part, schema] of files.isVouched ? [] : Object.entries(schemas)) {
    if (!Object.hasOwn(sample, part)) faults.add(file, `/${part}`, 'is missing')
    else for (const error of schema?.validator.validate(sample[part]) ?? []) faults.add(file, `/${part}${error.field}`, error.reason)
  }
  return sample
}

export const DRIVER_FILE = 'driver.ts'
const DRIVER_ENTRY = /^driver#/

/** Null when the entry is not a call to the driver. */
export function loadDriverTier(entry: string, at: string, { files, faults }: Loading): DriverTier | null {
  if (!DRIVER_ENTRY.test(entry)) return null
  if (!files.has(DRIVER_FILE)) faults.add('manifest.json', at, `${DRIVER_FILE} is not there`)
  return { kind: 'driver', call: entry.replace(DRIVER_ENTRY, '') }
}

/** Null when the entry is not one of mail. */
function loadMailTier(entry: string, at: string, { files, faults }: Loading): ActionTier | null {
  if (!entry.endsWith('.json')) return null
  const value: unknown = files.json(entry, { at }, faults)
  return mailEntryFile.is(value) ? { kind: 'mail', operation: value.mail } : null
}

/** `part`: which function of the file, for one that may hold several. */
export function loadCallTier(entry: string, at: string, loading: Loading, part?: string): CallTier | null {
  if (entry.endsWith('.ts')) return loadHandler(entry, at, loading, part)
  const file = loadEntry(entry, at, loading, requestTemplateFile)
  const template = file === null ? null : loading.faults.attempt(entry, '', () => compileRequestTemplate(file))
  return template === null ? null : { kind: 'template', template }
}

export function loadHandler(
  entry: string,
  at: string,
  { files, faults }: Loading,
  part?: string,
): { kind: 'handler'; entry: string } | null {
  if (files.text(entry, { at }, faults) === null) return null
  return { kind: 'handler', entry: part === undefined ? entry : `${entry}#${part}` }
}

function loadTriggerTier(entry: string, at: string, loading: Loading): TriggerTier | null {
  if (entry.endsWith('.ts')) return loadHandler(entry, at, loading)
  const file = loadEntry(entry, at, loading, eventMappingFile)
  const mapping = file === null ? null : loading.faults.attempt(entry, '', () => compileEventMapping(file))
  return mapping === null ? null : { kind: 'mapping', mapping }
}

export function loadEntry<T>(entry: string, at: string, { files, faults }: Loading, shape: Validator<T>): T | null {
  if (!entry.endsWith('.json')) {
    faults.add('manifest.json', at, `${entry} is neither .json (declarative) nor .ts (handler)`)
    return null
  }
  const value: unknown = files.json(entry, { at }, faults)
  if (value === null) return null
  return shaped(shape, value, entry, { files, faults })
}

/** The content of `file` as what it must be, or null and its faults; not looked at again where the files are vouched for. */
export function shaped<T>(shape: Validator<T>, value: unknown, file: string, { files, faults }: Loading): T | null {
  if (files.isVouched) return shape.trust(value)
  for (const error of shape.validate(value)) faults.add(file, error.field, error.reason)
  return shape.is(value) ? value : null
}

function loadLookup(
  declared: Extract<Action['repeatable'], { mode: 'lookupFirst' }>,
  at: string,
  { faults }: Loading,
): ActionLookup | null {
  const { lookup } = declared
  const input = faults.attempt('manifest.json', `${at}/input`, () => compileTemplate(asJson(lookup.input), ['input']))
  const output = faults.attempt('manifest.json', `${at}/output`, () => compileTemplate(asJson(lookup.output), ['output']))
  return input === null || output === null ? null : { action: lookup.action, input, found: lookup.found, output }
}

function loadWrites(declared: NonNullable<Action['writes']>, at: string, { faults }: Loading): ActionWrites | null {
  const template = (part: string, value: Json) => faults.attempt('manifest.json', `${at}/${part}`, () => compileTemplate(value, ['input']))
  const key = template('key', declared.key)
  const set = template('set', declared.set)
  const location = declared.location === undefined ? null : template('location', declared.location)
  if (key === null || set === null || (declared.location !== undefined && location === null)) return null
  return { resource: declared.resource, key, set, location }
}

function isRecord(value: Json): value is Record<string, Json> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
