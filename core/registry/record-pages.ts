import type { Manifest, RecordPage } from '../../sdk/manifest.gen.ts'
import manifestSchema from '../../sdk/manifest.schema.json' with { type: 'json' }
import { compile, schemaFrom } from '../platform/validate.ts'
import { type Loading, loadEntry } from './load-capability.ts'

const pages = compile<RecordPage>(schemaFrom(manifestSchema, 'recordPage'))

/** What a view keeps in a file of its own is as if it stood in the manifest. */
export function withRecordPages(manifest: Manifest, loading: Loading): Manifest {
  if (manifest.resources === undefined) return manifest
  const resources = manifest.resources.map((resource, index) => {
    const { view } = resource
    if (view?.page === undefined) return resource
    const page = loadEntry(view.page, `/resources/${index}/view/page`, loading, pages)
    return page === null ? resource : { ...resource, view: { ...view, ...page } }
  })
  return { ...manifest, resources }
}
