import type { Manifest, RecordAction, Resource, ResourceView } from '../../sdk/manifest.gen.ts'
import { checkPointer } from './check-paths.ts'
import { checkTimezone } from './check-resource-fields.ts'
import type { FaultList } from './fault-list.ts'
import type { LoadedPlugin } from './registry.types.ts'

const FILE = 'manifest.json'

interface Place {
  declared: Resource
  view: ResourceView
  /** JSON Pointer of the view. */
  at: string
  manifest: Manifest
  /** Empty where what it names could not be loaded, which is a fault of its own. */
  loaded: Pick<LoadedPlugin, 'actions' | 'resources'>
  faults: FaultList
}

/** How people see a resource: everything that its view names is there, and can do what it is named for. */
export function checkView(declared: Resource, at: string, manifest: Manifest, loaded: Place['loaded'], faults: FaultList): void {
  const { view } = declared
  if (view === undefined) return
  const place = { declared, view, at: `${at}/view`, manifest, loaded, faults }
  for (const [index, name] of view.columns.entries()) demandField(place, name, `/columns/${index}`)
  demandField(place, view.status, '/status')
  checkPointers(place)
  for (const [index, bound] of (view.actions ?? []).entries()) checkBound(place, bound, `/actions/${index}`)
  for (const [index, moment] of (view.moments ?? []).entries())
    if (moment.timezone !== undefined) checkTimezone(moment.timezone, `${place.at}/moments/${index}/timezone`, faults)
  checkLinks(place)
  checkInbox(place)
}

function demandField({ declared, at, faults }: Place, name: string | undefined, place: string): void {
  if (name !== undefined && !Object.hasOwn(declared.fields, name)) faults.add(FILE, `${at}${place}`, `there is no field ${name}`)
}

/** Everything that is read out of a record may be there. */
function checkPointers({ declared, view, at, loaded, faults }: Place): void {
  const schema = loaded.resources.get(declared.name)?.schema.in('en')
  if (schema === undefined) return
  const check = (pointer: string, place: string) => checkPointer(schema, pointer, `${at}${place}`, faults)
  for (const [index, { pointer, columns }] of (view.lists ?? []).entries()) {
    check(pointer, `/lists/${index}/pointer`)
    for (const [nr, column] of columns.entries()) check(`${pointer}/0${column.pointer}`, `/lists/${index}/columns/${nr}/pointer`)
  }
  for (const [index, { pointer }] of (view.moments ?? []).entries()) check(pointer, `/moments/${index}/pointer`)
  for (const [index, { from }] of (view.links ?? []).entries())
    for (const [nr, pointer] of from.entries()) check(pointer, `/links/${index}/from/${nr}`)
  for (const [index, { input = {}, prefill = {} }] of (view.actions ?? []).entries())
    for (const [part, bound] of Object.entries({ input, prefill }))
      for (const [name, pointers] of Object.entries(bound))
        for (const [nr, pointer] of pointers.entries()) check(pointer, `/actions/${index}/${part}/${name}/${nr}`)
}

/** An action of the connector, inputs that it has, each bound once, and a condition that a record can meet. */
function checkBound(place: Place, { action, input = {}, prefill = {}, when }: RecordAction, where: string): void {
  const { manifest, loaded, at, faults, view } = place
  if (!manifest.actions.some((one) => one.name === action)) faults.add(FILE, `${at}${where}/action`, `there is no action ${action}`)
  if ((view.actions ?? []).filter((one) => one.action === action).length > 1)
    faults.add(FILE, `${at}${where}/action`, `${action} is offered twice`)
  demandField(place, when?.field, `${where}/when/field`)
  const schema = loaded.actions.get(action)?.input.in('en')
  if (schema === undefined) return
  for (const [part, bound] of Object.entries({ input, prefill }))
    for (const name of Object.keys(bound))
      if (!hasInput(schema, name)) faults.add(FILE, `${at}${where}/${part}/${name}`, `${action} has no input ${name}`)
  for (const name of Object.keys(prefill))
    if (Object.hasOwn(input, name)) faults.add(FILE, `${at}${where}/prefill/${name}`, 'the record decides it: nobody edits it')
}

function hasInput(schema: Record<string, unknown>, name: string): boolean {
  const { properties } = schema
  return typeof properties === 'object' && properties !== null && Object.hasOwn(properties, name)
}

/** Another record is found by its key, or by a field that lists can be narrowed by. */
function checkLinks({ view, at, manifest, faults }: Place): void {
  for (const [index, { resource, field }] of (view.links ?? []).entries()) {
    const target = (manifest.resources ?? []).find((one) => one.name === resource)
    if (target === undefined) faults.add(FILE, `${at}/links/${index}/resource`, `there is no resource ${resource}`)
    else if (field !== undefined && target.fields[field]?.filter !== true)
      faults.add(FILE, `${at}/links/${index}/field`, `${field} is not a filter field of ${resource}`)
  }
}

/** What waits is found by a filter, oldest first, and answered by an action of the view. */
function checkInbox(place: Place): void {
  const { declared, view, at, loaded, faults } = place
  const { inbox } = view
  if ((view.kind === 'inbox') !== (inbox !== undefined)) faults.add(FILE, `${at}/inbox`, 'kind inbox and inbox belong together')
  if (inbox === undefined) return
  demandField(place, inbox.open.field, '/inbox/open/field')
  demandField(place, inbox.askedAt, '/inbox/askedAt')
  const { fields } = declared
  if (fields[inbox.open.field]?.filter === undefined) faults.add(FILE, `${at}/inbox/open/field`, 'what waits is found by a filter field')
  if (fields[inbox.askedAt]?.sort === undefined) faults.add(FILE, `${at}/inbox/askedAt`, 'what waits longest comes first: it must sort')
  const bound = (view.actions ?? []).find(({ action }) => action === inbox.reply)
  if (bound === undefined) {
    faults.add(FILE, `${at}/inbox/reply`, `${inbox.reply} is not among the actions of the view`)
    return
  }
  const schema = loaded.actions.get(inbox.reply)?.input.in('en')
  if (schema !== undefined && !hasInput(schema, inbox.replyInput))
    faults.add(FILE, `${at}/inbox/replyInput`, `${inbox.reply} has no input ${inbox.replyInput}`)
  if (Object.hasOwn(bound.input ?? {}, inbox.replyInput))
    faults.add(FILE, `${at}/inbox/replyInput`, 'the record decides it: nobody writes it')
}
