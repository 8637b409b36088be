import type { Json } from '../../sdk/flow/definition.ts'
import type { RecordAction, ResourceField } from '../../sdk/manifest.gen.ts'
import type { Locale } from './localized-schema.ts'
import type { LoadedPlugin, LoadedResource, ResourceView } from './registry.types.ts'

/** A resource as people and `ui` see it: its fields, how it is shown, what can be done with a record. */
export function resourceView(plugin: LoadedPlugin, resource: LoadedResource, locale: Locale): ResourceView {
  const { declared, schema, sample, detail } = resource
  return {
    name: declared.name,
    displayName: declared.displayName[locale],
    description: declared.description[locale],
    key: declared.key,
    title: declared.title ?? null,
    schema: asJson(schema.in(locale)),
    sample,
    fields: Object.entries(declared.fields).map(([name, field]) => ({
      name,
      displayName: field.displayName[locale],
      type: field.type,
      timezone: field.timezone ?? null,
      filter: field.filter === true,
      sort: field.sort === true,
      search: field.search === true,
      options: labelled(field.options ?? [], locale),
    })),
    view: viewOf(plugin, declared, locale),
    stats: statsOf(declared),
    parent: declared.parent?.resource ?? null,
    hub: declared.hub?.entity ?? null,
    canReadOne: detail !== null,
    isIncremental: declared.cursor !== undefined,
    hasWebhook: declared.webhook !== undefined,
    intervalSeconds: declared.intervalSeconds,
  }
}

/** Without a view of its own: a grid of its first fields. */
function viewOf(plugin: LoadedPlugin, { view, fields }: LoadedResource['declared'], locale: Locale): ResourceView['view'] {
  return {
    kind: view?.kind ?? 'grid',
    icon: view?.icon ?? null,
    columns: view?.columns ?? Object.keys(fields).slice(0, 6),
    status: view?.status ?? null,
    actions: (view?.actions ?? []).flatMap(({ action: name, when, prefill }) => {
      const action = plugin.actions.get(name)
      if (action === undefined) return []
      const { displayName, effect } = action.declared
      return [
        {
          name,
          displayName: displayName[locale],
          effect,
          when: when === undefined ? null : { field: when.field, in: when.in.map(String) },
          edits: editedFields(fields, prefill),
        },
      ]
    }),
    lists: (view?.lists ?? []).map(({ displayName, pointer, columns }) => ({
      displayName: displayName[locale],
      pointer,
      columns: columns.map(({ options = [], ...column }) => ({
        ...column,
        displayName: column.displayName[locale],
        options: labelled(options, locale),
      })),
    })),
    inbox:
      view?.inbox === undefined
        ? null
        : { ...view.inbox, answer: view.inbox.answer ?? null, targetSeconds: view.inbox.targetSeconds ?? null },
  }
}

function labelled(options: NonNullable<ResourceField['options']>, locale: Locale): Array<{ value: string; displayName: string }> {
  return options.map(({ value, displayName }) => ({ value, displayName: displayName[locale] }))
}

/** Fields that show what the action begins with: who changes one of them does it there. */
function editedFields(fields: LoadedResource['declared']['fields'], prefill: RecordAction['prefill'] = {}): string[] {
  const pointers = Object.values(prefill).flat()
  return Object.entries(fields).flatMap(([name, { pointer }]) => (pointers.includes(pointer) ? [name] : []))
}

function statsOf({ stats }: LoadedResource['declared']): ResourceView['stats'] {
  if (stats === undefined) return null
  const { groupBy = [], sums = [], day = null, duration = null, timezone = null } = stats
  return { groupBy, sums, day, duration, timezone }
}

function asJson(value: object): Json {
  return JSON.parse(JSON.stringify(value))
}
