import type { Manifest, Resource, ResourceField } from '../../sdk/manifest.gen.ts'
import { FaultList } from './fault-list.ts'
import { pointerParts } from './json-pointer.ts'
import type { Loading } from './load-capability.ts'
import { isText, schemaAt } from './localized-schema.ts'

type Options = NonNullable<ResourceField['options']>
type Shown = Pick<ResourceField, 'pointer' | 'type' | 'currency' | 'options'>

/** What a resource says once for all of its fields is as if each had said it: its currency, and the labels in the schema of its records. */
export function withResourceDefaults(manifest: Manifest, loading: Loading): Manifest {
  if (manifest.resources === undefined) return manifest
  return { ...manifest, resources: manifest.resources.map((resource, index) => completed(resource, `/resources/${index}`, loading)) }
}

function completed(resource: Resource, at: string, { files, faults }: Loading): Resource {
  // What is wrong with the file is told where the schema itself is loaded.
  const schema = files.has(resource.schema) ? files.json(resource.schema, { at: '' }, new FaultList('')) : null
  const complete = <T extends Shown>(field: T, within: string, place: string): T => {
    const options = field.options ?? labelsAt(schema, within + field.pointer)
    if (resource.currency !== undefined && field.currency !== undefined)
      faults.add('manifest.json', `${at}${place}/currency`, 'the resource says the currency of all its amounts')
    const currency = field.type === 'decimal' ? resource.currency?.code : undefined
    return { ...field, ...(options === undefined ? {} : { options }), ...(currency === undefined ? {} : { currency }) }
  }
  const fields = Object.entries(resource.fields).map(([name, field]) => [name, complete(field, '', `/fields/${name}`)])
  const { view } = resource
  const lists = view?.lists?.map((list, nr) => ({
    ...list,
    columns: list.columns.map((column, place) => complete(column, `${list.pointer}/0`, `/view/lists/${nr}/columns/${place}`)),
  }))
  return {
    ...resource,
    fields: Object.fromEntries(fields),
    ...(view === undefined || lists === undefined ? {} : { view: { ...view, lists } }),
  }
}

function labelsAt(schema: unknown, pointer: string): Options | undefined {
  const labels = schemaAt(schema, pointerParts(pointer))?.['x-enumLabels']
  if (typeof labels !== 'object' || labels === null) return undefined
  const options = Object.entries(labels).flatMap(([value, displayName]) => (isText(displayName) ? [{ value, displayName }] : []))
  return options.length === 0 ? undefined : options
}
