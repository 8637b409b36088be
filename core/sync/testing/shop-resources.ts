import type { Resource } from '../../../sdk/manifest.gen.ts'
import type { ResourceSource } from '../sync.types.ts'

function text(en: string) {
  return { en, 'pt-BR': en }
}

/** A resource of a shop that does not exist. */
export function shopResource(name: string, more: Partial<Resource> = {}): Resource {
  return {
    name,
    displayName: text(name),
    description: text(name),
    schema: 'schemas/record.json',
    sample: 'samples/record.json',
    key: '/id',
    version: { pointer: '/updatedAt', type: 'timestamp' },
    list: 'resources/list.json',
    detail: { entry: 'resources/detail.json', when: 'onDemand' },
    cursor: { field: '/updatedAt', format: 'rfc3339', timezone: 'UTC', overlapSeconds: 60 },
    fields: { status: { pointer: '/status', type: 'text', displayName: text('Status'), filter: true } },
    deletes: { by: 'webhook' },
    webhook: { name: 'notifications', topics: [name], keyBy: '/resource', deletedTopics: [`${name}-gone`] },
    intervalSeconds: 600,
    ...more,
  }
}

export function shopSource(resources: readonly Resource[]): ResourceSource {
  return {
    plugins: () => ['shop'],
    resource: (plugin, name) => (plugin === 'shop' ? (resources.find((resource) => resource.name === name) ?? null) : null),
    resourcesOf: (plugin) => (plugin === 'shop' ? resources : []),
  }
}
