import type { Auth, Manifest } from '../../sdk/manifest.gen.ts'
import { linearPattern } from '../platform/linear-pattern.ts'
import { checkPaths, checkPointer } from './check-paths.ts'
import type { FaultList } from './fault-list.ts'
import { schemaAllows } from './localized-schema.ts'
import type { LoadedAction, LoadedAuth } from './registry.types.ts'

const FILE = 'manifest.json'

/** Everything a manifest says about another part of itself: names that must exist, pointers that must lead somewhere. */
export function checkReferences(
  manifest: Manifest,
  loaded: { actions: ReadonlyMap<string, LoadedAction>; auth: ReadonlyMap<string, LoadedAuth> },
  faults: FaultList,
): void {
  checkUnique(manifest, faults)
  for (const [index, auth] of manifest.auth.entries()) checkAuth(auth, `/auth/${index}`, loaded, faults)
  for (const [index, webhook] of manifest.webhooks.entries()) checkWebhook(manifest, webhook, `/webhooks/${index}`, faults)
  for (const [index, trigger] of manifest.triggers.entries()) {
    const webhook = manifest.webhooks.find((one) => one.name === trigger.webhook)
    if (webhook === undefined) faults.add(FILE, `/triggers/${index}/webhook`, `there is no webhook ${trigger.webhook}`)
    else if (webhook.topicBy === undefined)
      faults.add(FILE, `/triggers/${index}/topics`, `the webhook ${webhook.name} does not say where its topic is`)
  }
  for (const [index, declared] of manifest.actions.entries()) {
    const action = loaded.actions.get(declared.name)
    if (action === undefined) continue
    checkAction(action, `/actions/${index}`, loaded.actions, faults)
    checkWrites(action, `/actions/${index}`, manifest, faults)
  }
  for (const [index, rule] of manifest.errors.entries()) {
    const { matches } = rule.when
    if (matches !== undefined) faults.attempt(FILE, `/errors/${index}/when/matches`, () => linearPattern(matches, ''))
    if (rule.wait?.until !== undefined && rule.wait.timezone === undefined)
      faults.add(FILE, `/errors/${index}/wait/timezone`, 'a day needs its timezone')
  }
}

function checkUnique(manifest: Manifest, faults: FaultList): void {
  const lists = {
    auth: manifest.auth.map((one) => one.id),
    webhooks: names(manifest.webhooks),
    triggers: names(manifest.triggers),
    actions: names(manifest.actions),
    resources: names(manifest.resources ?? []),
  }
  for (const [list, ids] of Object.entries(lists)) {
    for (const [index, id] of ids.entries()) if (ids.indexOf(id) !== index) faults.add(FILE, `/${list}/${index}`, `${id} is there twice`)
  }
}

function names(list: ReadonlyArray<{ name: string }>): string[] {
  return list.map((one) => one.name)
}

function checkAuth(
  auth: Auth,
  at: string,
  loaded: { actions: ReadonlyMap<string, LoadedAction>; auth: ReadonlyMap<string, LoadedAuth> },
  faults: FaultList,
): void {
  const fields = loaded.auth.get(auth.id)?.fields?.in('en')
  for (const [place, name] of fieldsNamedBy(auth)) {
    if (!schemaAllows(fields, [name])) faults.add(FILE, `${at}${place}`, `${name} is not among the fields`)
  }
  if (auth.test === undefined) return
  const test = loaded.actions.get(auth.test.action)
  if (test === undefined) {
    faults.add(FILE, `${at}/test/action`, `there is no action ${auth.test.action}`)
    return
  }
  if (test.declared.effect !== 'read') faults.add(FILE, `${at}/test/action`, 'a test reads and changes nothing')
  if (!test.input.validator.is({})) faults.add(FILE, `${at}/test/action`, 'a test action needs no input')
  if (auth.account === undefined) return
  for (const part of ['id', 'label'] as const) checkPointer(test.output.in('en'), auth.account[part], `${at}/account/${part}`, faults)
}

function fieldsNamedBy(auth: Auth): Array<[string, string]> {
  switch (auth.type) {
    case 'none':
    case 'oauth2':
      return []
    case 'basic':
      return [
        ['/username', auth.username],
        ['/password', auth.password],
      ]
    case 'mail': {
      const servers = (['smtp', 'imap'] as const).flatMap(
        (protocol): Array<[string, string]> =>
          (['host', 'port', 'security'] as const).map((part) => [`/${protocol}/${part}`, auth[protocol][part]]),
      )
      return [['/username', auth.username], ['/password', auth.password], ['/address', auth.address], ...servers]
    }
    case 'bearer':
      return [['/token', auth.token]]
    case 'clientCredentials':
      return [['/clientId', auth.clientId], ['/clientSecret', auth.clientSecret], ...namesInMap('/form', auth.form)]
    case 'session': {
      const { json, form } = auth.signIn
      const given = injected(auth.inject).filter(([, name]) => name !== 'token')
      return [...given, ...namesInMap('/signIn/json', json), ...namesInMap('/signIn/form', form)]
    }
    // What its sign-in gives are the action's output: checked with it.
    case 'custom':
      return []
    case 'apiKey':
      return injected(auth.inject)
  }
}

function injected(parts: ReadonlyArray<{ template: string }>): Array<[string, string]> {
  return parts.flatMap(({ template }, index) => namesIn(template).map((name): [string, string] => [`/inject/${index}/template`, name]))
}

function namesInMap(place: string, templates: Readonly<Record<string, string>> = {}): Array<[string, string]> {
  return Object.entries(templates).flatMap(([key, template]) =>
    namesIn(template).map((name): [string, string] => [`${place}/${key}`, name]),
  )
}

function namesIn(template: string): string[] {
  return [...template.matchAll(/\{\{([^{}]*)\}\}/g)].map((found) => (found[1] ?? '').trim())
}

function checkWebhook(manifest: Manifest, webhook: Manifest['webhooks'][number], at: string, faults: FaultList): void {
  if (webhook.scope === 'driver') {
    if (manifest.runtime.kind !== 'driver') faults.add(FILE, `${at}/scope`, 'there is no driver to hear anything')
    return
  }
  if (manifest.permissions.inbound?.webhook !== true)
    faults.add(FILE, '/permissions/inbound/webhook', `the webhook ${webhook.name} needs it`)
  if (webhook.scope === 'app' && webhook.connectionBy === undefined)
    faults.add(FILE, `${at}/connectionBy`, 'one address for all accounts must say how to tell them apart')
  const hasApp = manifest.auth.some((auth) => auth.type === 'oauth2')
  if (webhook.applicationBy !== undefined && !hasApp) faults.add(FILE, `${at}/applicationBy`, 'there is no OAuth app to compare with')
  if (webhook.scope === 'connection' && (webhook.paths ?? []).length > 0)
    faults.add(FILE, `${at}/paths`, 'each connection has an address of its own')
  if (webhook.verify.scheme === 'none') return
  if (webhook.verify.secret.of !== 'app') {
    if (webhook.scope === 'app') faults.add(FILE, `${at}/verify/secret/of`, 'one address for all accounts is proven by the app')
    return
  }
  if (!hasApp || webhook.verify.secret.field !== 'clientSecret')
    faults.add(FILE, `${at}/verify/secret`, 'an app has one secret, clientSecret')
}

function checkAction(action: LoadedAction, at: string, actions: ReadonlyMap<string, LoadedAction>, faults: FaultList): void {
  const { repeatable, effect } = action.declared
  if (effect === 'read' && repeatable.mode !== 'natural') faults.add(FILE, `${at}/repeatable`, 'a read can be repeated: natural')
  if (effect === 'create' && repeatable.mode === 'natural') faults.add(FILE, `${at}/repeatable`, 'creating twice is not the same as once')
  if (action.tier.kind === 'template')
    checkPaths(action.tier.template.paths, 'input', action.input.in('en'), action.declared.entry, '', faults)
  checkOutcomes(action, `${at}/outcomes`, faults)
  if (repeatable.mode !== 'lookupFirst' || action.lookup === null) return
  for (const [index, pointer] of repeatable.by.entries())
    checkPointer(action.input.in('en'), pointer, `${at}/repeatable/by/${index}`, faults)
  const place = `${at}/repeatable/lookup`
  const lookup = actions.get(action.lookup.action)
  if (lookup === undefined) {
    faults.add(FILE, `${place}/action`, `there is no action ${action.lookup.action}`)
    return
  }
  if (lookup.declared.effect !== 'read') faults.add(FILE, `${place}/action`, 'a look-up reads and changes nothing')
  checkPointer(lookup.output.in('en'), action.lookup.found, `${place}/found`, faults)
  checkPaths(action.lookup.input.paths, 'input', action.input.in('en'), FILE, `${place}/input`, faults)
  checkPaths(action.lookup.output.paths, 'output', lookup.output.in('en'), FILE, `${place}/output`, faults)
}

/** The record that an action changes is one of the hub, and is found by the input. */
function checkWrites({ declared, input, writes }: LoadedAction, at: string, manifest: Manifest, faults: FaultList): void {
  if (writes === null) return
  if (declared.effect === 'read') faults.add(FILE, `${at}/writes`, 'a read changes nothing')
  const resource = manifest.resources?.find((one) => one.name === writes.resource)
  if (resource?.hub === undefined) faults.add(FILE, `${at}/writes/resource`, `there is no resource ${writes.resource} with hub`)
  else if (writes.location !== null && resource.hub.entity !== 'inventory')
    faults.add(FILE, `${at}/writes/location`, 'only stock is kept in places')
  if (writes.key.paths.length === 0) faults.add(FILE, `${at}/writes/key`, 'never reads the input: it would always be the same record')
  for (const part of ['key', 'set', 'location'] as const)
    checkPaths(writes[part]?.paths ?? [], 'input', input.in('en'), FILE, `${at}/writes/${part}`, faults)
}

function checkOutcomes({ declared, output }: LoadedAction, at: string, faults: FaultList): void {
  const outcomes = declared.outcomes ?? []
  for (const [index, { name, when }] of outcomes.entries()) {
    const place = `${at}/${index}`
    if (name === 'error') faults.add(FILE, `${place}/name`, 'error is the lane of a failure')
    if (outcomes.findIndex((one) => one.name === name) !== index) faults.add(FILE, `${place}/name`, `${name} is there twice`)
    if (when !== undefined) checkPointer(output.in('en'), when.pointer, `${place}/when/pointer`, faults)
    else if (index < outcomes.length - 1) faults.add(FILE, `${place}/when`, 'what comes after it would never hold')
  }
}
