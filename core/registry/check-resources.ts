import type { Manifest, Resource } from '../../sdk/manifest.gen.ts'
import { checkPaths, checkPointer } from './check-paths.ts'
import { checkFields, checkFigures, checkTimezone } from './check-resource-fields.ts'
import { checkView } from './check-view.ts'
import type { FaultList } from './fault-list.ts'
import { atPointer } from './json-pointer.ts'
import type { LoadedPlugin, LoadedResource } from './registry.types.ts'

const FILE = 'manifest.json'

type Loaded = Pick<LoadedPlugin, 'actions' | 'resources' | 'webhookEntries' | 'settings'>

/** Everything that resources, and the entries of webhooks, say about other parts of the manifest and about their records. */
export function checkResources(manifest: Manifest, loaded: Loaded, faults: FaultList): void {
  const resources = manifest.resources ?? []
  for (const [index, declared] of resources.entries()) {
    const at = `/resources/${index}`
    checkOrder(declared, at, resources, faults)
    checkDeletes(declared, at, faults)
    checkReread(declared, at, faults)
    checkTopics(declared, at, manifest, faults)
    checkFigures(declared, at, faults)
    checkView(declared, at, manifest, loaded, faults)
    for (const [place, timezone] of timezonesOf(declared)) checkTimezone(timezone, `${at}${place}`, faults)
    const resource = loaded.resources.get(declared.name)
    if (resource !== undefined) checkRecord(resource, at, loaded, faults)
  }
  for (const [index, webhook] of manifest.webhooks.entries()) checkSubscription(webhook, `/webhooks/${index}`, loaded, faults)
}

function timezonesOf({ version, cursor, stats }: Resource): Array<[string, string]> {
  const named: Array<[string, string | undefined]> = [
    ['/version/timezone', version?.timezone],
    ['/cursor/timezone', cursor?.timezone],
    ['/stats/timezone', stats?.timezone],
  ]
  return named.flatMap(([place, timezone]): Array<[string, string]> => (timezone === undefined ? [] : [[place, timezone]]))
}

/** Parents and what is loaded before: known names, no circle. */
function checkOrder(declared: Resource, at: string, all: readonly Resource[], faults: FaultList): void {
  const { parent, syncAfter = [] } = declared
  for (const [index, name] of syncAfter.entries())
    if (!all.some((one) => one.name === name)) faults.add(FILE, `${at}/syncAfter/${index}`, `there is no resource ${name}`)
  if (waitsForItself(declared.name, all)) faults.add(FILE, at, `${declared.name} waits for itself (parent, syncAfter)`)
  if (parent === undefined) return
  const owner = all.find((one) => one.name === parent.resource)
  if (owner === undefined) {
    faults.add(FILE, `${at}/parent/resource`, `there is no resource ${parent.resource}`)
    return
  }
  for (const name of Object.keys(parent.where ?? {}))
    if (owner.fields[name]?.filter !== true)
      faults.add(FILE, `${at}/parent/where/${name}`, `${name} is not a filter field of ${owner.name}`)
}

function waitsForItself(name: string, all: readonly Resource[]): boolean {
  const before = (one: string): string[] => {
    const found = all.find((each) => each.name === one)
    return found === undefined ? [] : [...(found.syncAfter ?? []), ...(found.parent === undefined ? [] : [found.parent.resource])]
  }
  const seen = new Set<string>()
  const open = before(name)
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (next === name) return true
    if (seen.has(next)) continue
    seen.add(next)
    open.push(...before(next))
  }
  return false
}

function checkDeletes({ deletes, detail, webhook }: Resource, at: string, faults: FaultList): void {
  if (deletes.by === 'fullScan' && detail === undefined)
    faults.add(FILE, `${at}/deletes`, 'a full scan asks for what is missing by its id: it needs detail')
  if (deletes.by === 'webhook' && (webhook?.deletedTopics ?? []).length === 0)
    faults.add(FILE, `${at}/deletes`, 'webhook.deletedTopics says which deliveries mean it')
}

/** What is open is found by a filter and read by its id. */
function checkReread({ reread, detail, fields }: Resource, at: string, faults: FaultList): void {
  if (reread === undefined) return
  if (detail === undefined) faults.add(FILE, `${at}/reread`, 'records are read again by their id: it needs detail')
  const field = Object.hasOwn(fields, reread.field) ? fields[reread.field] : undefined
  if (field?.filter !== true) faults.add(FILE, `${at}/reread/field`, `${reread.field} is not a filter field`)
  const known = field?.options?.map((option) => option.value)
  for (const [index, value] of reread.values.entries())
    if (known !== undefined && !known.includes(String(value)))
      faults.add(FILE, `${at}/reread/values/${index}`, `${value} is not among the options of ${reread.field}`)
}

function checkTopics({ webhook, detail, name }: Resource, at: string, manifest: Manifest, faults: FaultList): void {
  if (webhook === undefined) return
  const source = manifest.webhooks.find((one) => one.name === webhook.name)
  if (source === undefined) faults.add(FILE, `${at}/webhook/name`, `there is no webhook ${webhook.name}`)
  else if (source.topicBy === undefined)
    faults.add(FILE, `${at}/webhook/topics`, `the webhook ${source.name} does not say where its topic is`)
  if (detail === undefined) faults.add(FILE, `${at}/webhook`, `a delivery makes the host read that record again: ${name} needs detail`)
}

function checkRecord(resource: LoadedResource, at: string, loaded: Loaded, faults: FaultList): void {
  const { declared, sample, list, detail, hub } = resource
  const schema = resource.schema.in('en')
  for (const [place, pointer] of pointersOf(declared)) checkPointer(schema, pointer, `${at}${place}`, faults)
  checkFields(declared, schema, at, faults)
  const key = atPointer(sample, declared.key)
  if (!(typeof key === 'string' && key !== '') && typeof key !== 'number')
    faults.add(declared.sample, declared.key, 'the key must be a text or a number')
  if (hub !== null) checkPaths(hub.map.paths, 'record', schema, declared.hub?.map ?? '', '', faults)
  checkList(resource, list, loaded, faults)
  if (detail?.tier.kind !== 'template') return
  const { paths } = detail.tier.template
  const entry = declared.detail?.entry ?? ''
  checkPaths(paths, 'input', KEY_INPUT, entry, '', faults)
  checkPaths(paths, 'settings', loaded.settings?.in('en'), entry, '', faults)
  if (!paths.some((path) => path.join('.') === 'input.key'))
    faults.add(entry, '', 'never reads {{input.key}}: every record would be the same')
}

const KEY_INPUT = { properties: { key: { type: 'string' } } }

function pointersOf({ key, title, version, cursor, currency, deletes, view }: Resource): Array<[string, string]> {
  const named: Array<[string, string | undefined]> = [
    ['/key', key],
    ['/title', title],
    ['/version/pointer', version?.pointer],
    ['/cursor/field', cursor?.field],
    ['/currency/pointer', currency?.pointer],
    ['/deletes/pointer', deletes.by === 'field' ? deletes.pointer : undefined],
    ['/view/inbox/text', view?.inbox?.text],
    ['/view/inbox/answer', view?.inbox?.answer],
  ]
  return named.flatMap(([place, pointer]): Array<[string, string]> => (pointer === undefined ? [] : [[place, pointer]]))
}

function checkList({ declared, detail }: LoadedResource, list: LoadedResource['list'], loaded: Loaded, faults: FaultList): void {
  if (list.kind !== 'template') return
  const { paths, ids } = list.template
  const reads = (name: string) => paths.some(([root]) => root === name)
  const file = declared.list
  if (ids !== null && detail?.when !== 'always') faults.add(file, '/ids', 'a list of ids needs detail with when: always')
  if (declared.cursor === undefined && (reads('since') || reads('until')))
    faults.add(file, '', 'since and until need the cursor of the resource')
  if (declared.cursor !== undefined && !reads('since')) faults.add(file, '', 'never reads {{since}}, yet the resource has a cursor')
  if (declared.parent === undefined && reads('parent')) faults.add(file, '', 'the resource has no parent')
  const parent = declared.parent === undefined ? undefined : loaded.resources.get(declared.parent.resource)
  if (parent !== undefined) checkPaths(paths, 'parent', parent.schema.in('en'), file, '', faults)
  checkPaths(paths, 'settings', loaded.settings?.in('en'), file, '', faults)
}

function checkSubscription(webhook: Manifest['webhooks'][number], at: string, loaded: Loaded, faults: FaultList): void {
  const { subscribe, unsubscribe, renewBeforeSeconds } = webhook
  if ((subscribe === undefined) !== (unsubscribe === undefined))
    faults.add(FILE, `${at}/${subscribe === undefined ? 'subscribe' : 'unsubscribe'}`, 'what is subscribed is unsubscribed: both or none')
  if (renewBeforeSeconds !== undefined && subscribe === undefined)
    faults.add(FILE, `${at}/renewBeforeSeconds`, 'there is nothing to subscribe again')
  const missed = loaded.webhookEntries.get(webhook.name)?.missed
  if (missed?.kind !== 'template') return
  const { paths, ids } = missed.template
  if (ids !== null) faults.add(webhook.missed?.entry ?? '', '/ids', 'a delivery is a whole body: name records')
  if (paths.some(([root]) => root === 'parent')) faults.add(webhook.missed?.entry ?? '', '', 'a webhook has no parent')
}
