import type { Json } from '../../sdk/flow/definition.ts'
import type { ListTemplateFile } from '../../sdk/list-template.gen.ts'
import listTemplateSchema from '../../sdk/list-template.schema.json' with { type: 'json' }
import type { Resource, Webhook } from '../../sdk/manifest.gen.ts'
import { compile } from '../platform/validate.ts'
import type { FaultList } from './fault-list.ts'
import { compileListTemplate } from './list-template.ts'
import { type Loading, loadCallTier, loadDriverTier, loadEntry, loadHandler, loadSchema } from './load-capability.ts'
import type { LocalizedSchema } from './localized-schema.ts'
import type { CallTier, DriverTier, ListTier, LoadedHub, LoadedResource, WebhookEntries } from './registry.types.ts'
import { compileTemplate } from './template.ts'

const { $id: _id, ...listTemplate } = listTemplateSchema
const listTemplateFile = compile<ListTemplateFile>(listTemplate)

export function loadResource(declared: Resource, at: string, loading: Loading): LoadedResource | null {
  const schema = loadSchema(declared.schema, `${at}/schema`, loading)
  const sample = loadRecord(declared.sample, `${at}/sample`, loading, schema)
  const list = loadDriverTier(declared.list, `${at}/list`, loading) ?? loadListTier(declared.list, `${at}/list`, loading, 'list')
  const detail = declared.detail === undefined ? null : loadDetailTier(declared.detail.entry, `${at}/detail/entry`, loading)
  const hub = declared.hub === undefined ? null : loadHub(declared.hub, `${at}/hub`, loading)
  if (schema === null || sample === null || list === null) return null
  if (declared.detail !== undefined && detail === null) return null
  if (declared.hub !== undefined && hub === null) return null
  const reads = declared.detail === undefined || detail === null ? null : { when: declared.detail.when, tier: detail }
  return { declared, schema, sample, list, detail: reads, hub }
}

/** Entries of a webhook; null parts where it declares none, and after a fault. */
export function loadWebhookEntries(declared: Webhook, at: string, loading: Loading): WebhookEntries {
  const { subscribe, unsubscribe, missed } = declared
  return {
    subscribe: subscribe === undefined ? null : loadCallTier(subscribe, `${at}/subscribe`, loading, 'subscribe'),
    unsubscribe: unsubscribe === undefined ? null : loadCallTier(unsubscribe, `${at}/unsubscribe`, loading, 'unsubscribe'),
    missed: missed === undefined ? null : loadListTier(missed.entry, `${at}/missed/entry`, loading, 'missed'),
    bodies: (declared.body ?? []).flatMap(({ schema: file, when = null }, index) => {
      const schema = loadSchema(file, `${at}/body/${index}/schema`, loading)
      return schema === null ? [] : [{ schema, when }]
    }),
  }
}

function loadDetailTier(entry: string, at: string, loading: Loading): CallTier | DriverTier | null {
  return loadDriverTier(entry, at, loading) ?? loadCallTier(entry, at, loading, 'detail')
}

function loadListTier(entry: string, at: string, loading: Loading, part: string): ListTier | null {
  if (entry.endsWith('.ts')) return loadHandler(entry, at, loading, part)
  const file = loadEntry(entry, at, loading, listTemplateFile)
  const template = file === null ? null : loading.faults.attempt(entry, '', () => compileListTemplate(file))
  return template === null ? null : { kind: 'template', template }
}

/** The sample is the record itself. */
function loadRecord(file: string, at: string, { files, faults }: Loading, schema: LocalizedSchema | null): Json {
  const sample = files.json(file, { at }, faults)
  if (files.isVouched) return sample
  for (const error of sample === null ? [] : (schema?.validator.validate(sample) ?? [])) faults.add(file, error.field, error.reason)
  return sample
}

const LIST = compile<{ each: string; map: Record<string, Json> }>({
  type: 'object',
  required: ['each', 'map'],
  additionalProperties: false,
  properties: { each: { type: 'string', pattern: '^(/[^/]+)+$' }, map: { type: 'object' } },
})
/** Members of entities that are lists. */
const LISTS = ['lines', 'locations']

const STATUSES = compile<Record<string, string>>({
  type: 'object',
  maxProperties: 100,
  additionalProperties: { enum: ['pending', 'paid', 'invoiced', 'shipped', 'delivered', 'cancelled', 'returned'] },
})

/** Besides the template a map may hold `lines` and `locations: {each, map}` over `item`, and `statuses: {theirs: ours}`. */
function loadHub(declared: NonNullable<Resource['hub']>, at: string, { files, faults }: Loading): LoadedHub | null {
  const file = files.json(declared.map, { at: `${at}/map` }, faults)
  if (typeof file !== 'object' || file === null || Array.isArray(file)) return null
  const { statuses = null, ...members } = file
  // A list that is one text is a value like any other.
  const isList = ([member, value]: [string, Json]) => LISTS.includes(member) && typeof value !== 'string'
  const map = Object.fromEntries(Object.entries(members).filter((entry) => !isList(entry)))
  const compiled = faults.attempt(declared.map, '', () => compileTemplate(map, ['record', 'account']))
  if (statuses !== null && !STATUSES.is(statuses))
    faults.add(declared.map, '/statuses', "a state is one of the hub, by the provider's word")
  const lists = Object.entries(members)
    .filter(isList)
    .map(([member, value]) => loadHubList(declared.map, member, value, faults))
  if (compiled === null || lists.includes(null)) return null
  return {
    entity: declared.entity,
    map: compiled,
    lists: lists.filter((list) => list !== null),
    statuses: STATUSES.is(statuses) ? statuses : null,
  }
}

function loadHubList(file: string, member: string, value: Json, faults: FaultList): LoadedHub['lists'][number] | null {
  if (!LIST.is(value)) {
    faults.add(file, `/${member}`, 'is {each: pointer, map: template over item}')
    return null
  }
  const map = faults.attempt(file, `/${member}/map`, () => compileTemplate(value.map, ['item', 'record']))
  return map === null ? null : { member, each: value.each, map }
}
