import { type ConnectorSource, digestOf, type Node, node, nodes, text } from './connector-source.ts'
import { pageDiagram } from './page-diagram.ts'
import { PAGE_WORDS, type PageLanguage } from './page-words.ts'
import { quickStart } from './quick-start.ts'

type Words = (typeof PAGE_WORDS)[PageLanguage]

/** `docs/connectors/<name>.md`: what the connector declares, and how it is tried in five minutes. */
export function connectorPage(source: ConnectorSource, language: PageLanguage): string {
  const { name, manifest } = source
  const words: Words = PAGE_WORDS[language]
  const say = (value: unknown) => text(node(value)[language])
  const lines = [
    `# ${say(manifest['displayName'])}`,
    '',
    `${say(manifest['description'])} ${words.generated} \`plugins/${name}\` (${text(manifest['version'])}, ${digestOf(source)}): \`npm run gen\`.`,
    '',
    `${words.license}: ${text(manifest['license'])}.`,
    '',
    ...pageDiagram(name, manifest, words),
    ...links(source, language, words),
    ...quickStartLines(source, words),
    ...section(words.connect, connectLines(manifest, say)),
    ...table(words.hosts, ['Host', words.what], hostRows(manifest, say)),
    ...section(words.limits, nodes(manifest['limits']).map(limitLine)),
    ...resourceLines(manifest, words, say),
    ...table(
      words.actions,
      [words.name, words.what, words.effect, words.unknown],
      nodes(manifest['actions']).map((one) => actionRow(one, words, say)),
    ),
    ...table(
      words.triggers,
      [words.name, words.what],
      nodes(manifest['triggers']).map((one) => named(one, say)),
    ),
    ...section(
      words.webhooks,
      nodes(manifest['webhooks']).map((one) => webhookLine(name, one)),
    ),
    ...section(
      words.routes,
      nodes(manifest['routes']).map((one) => `\`${text(one['method'])} ${text(one['path'])}\` → \`${text(one['bind'])}\``),
    ),
    ...section(
      words.errors,
      nodes(manifest['errors']).map((one) => `\`${JSON.stringify(one['when'])}\`: ${text(one['class'])}`),
    ),
  ]
  return `${lines.join('\n').trimEnd()}\n`
}

function links({ name, manifest }: ConnectorSource, language: PageLanguage, words: Words): string[] {
  const suffix = language === 'en' ? '' : '.pt-BR'
  const own = [
    `[${words.readme}](../../plugins/${name}/README${suffix}.md)`,
    `[${words.types}](${name}.gen.ts)`,
    `[${words.openapi}](${name}.openapi.gen.json)`,
  ]
  const documentation = text(manifest['documentation'])
  return [...section(words.links, documentation === '' ? own : [...own, `[${words.documentation}](${documentation})`])]
}

function quickStartLines(source: ConnectorSource, words: Words): string[] {
  const quick = quickStart(source)
  const shell = (commands: readonly string[]) => ['', '```sh', ...commands, '```', '']
  const isConnected = nodes(source.manifest['auth']).length > 0
  const steps =
    quick === null
      ? [isConnected ? words.quickDemo : words.quickNoAccount, '']
      : [
          ...[words.quickEmulator, ...shell([quick.emulator])],
          ...[words.quickHost, ...shell([quick.host])],
          ...[words.quickConnect, ...shell(quick.connect)],
          ...[words.quickLook, ...shell([quick.look])],
        ]
  return [
    `## ${words.quickStart}`,
    '',
    ...steps,
    ...section(words.commands, [
      `\`npm run tomada -- check plugins/${source.name}\`: ${words.check}`,
      `\`npm run tomada -- test plugins/${source.name} --only recordings\`: ${words.test}`,
      `\`npm run tomada -- pack plugins/${source.name}\`: ${words.pack}`,
    ]),
  ]
}

function connectLines(manifest: Node, say: (value: unknown) => string): string[] {
  return nodes(manifest['auth']).map((auth) => {
    const env = Object.values(node(node(auth['app'])['env'])).map((name) => `\`${text(name)}\``)
    const said = [`**${say(auth['displayName'])}** (${text(auth['type'])})`, say(auth['description']), env.join(', ')]
    return said.filter((part) => part !== '').join('. ')
  })
}

function hostRows(manifest: Node, say: (value: unknown) => string): string[][] {
  const permissions = node(manifest['permissions'])
  return [...nodes(permissions['egress']), ...nodes(permissions['operatorEgress'])].map((rule) => [
    `\`${list(rule['methods'], ' ')} ${text(rule['host']) || `$${text(rule['env'])}`}${text(rule['pathPrefix'])}\``,
    say(rule['reason']),
  ])
}

function limitLine(limit: Node): string {
  const window = limit['day'] === undefined ? `${text(limit['windowSeconds'])} s` : text(node(limit['day'])['timezone'])
  const quota = limit['quota'] === undefined ? '' : `${text(limit['quota'])} / ${window} `
  const rest = Object.entries(limit).filter(([key]) => !['quota', 'windowSeconds', 'day', 'per', 'note'].includes(key))
  const more = rest.length === 0 ? '' : ` \`${JSON.stringify(Object.fromEntries(rest))}\``
  return `${quota}${text(limit['per'])}${more}${limit['note'] === undefined ? '' : ` — ${text(limit['note'])}`}`
}

function resourceLines(manifest: Node, words: Words, say: (value: unknown) => string): string[] {
  const rows = nodes(manifest['resources']).map((one) => [
    `\`${text(one['name'])}\``,
    `${say(one['displayName'])}: ${say(one['description'])}`,
    `\`${text(one['key'])}\``,
    Object.entries(node(one['fields']))
      .map(([field, declared]) => `\`${field}\` ${say(node(declared)['displayName'])}`)
      .join(', '),
    `${words.every} ${text(one['intervalSeconds'])} ${words.seconds}`,
  ])
  return table(words.resources, [words.name, words.what, words.key, words.fields, ''], rows)
}

function actionRow(action: Node, words: Words, say: (value: unknown) => string): string[] {
  const repeatable = node(action['repeatable'])['mode']
  const unknown =
    repeatable === 'natural'
      ? words.again
      : repeatable === 'idempotencyKey'
        ? words.key_sent
        : repeatable === 'lookupFirst'
          ? words.lookup
          : words.person
  return [...named(action, say), text(action['effect']), unknown]
}

function named(one: Node, say: (value: unknown) => string): string[] {
  return [`\`${text(one['name'])}\``, `${say(one['displayName'])}: ${say(one['description'])}`]
}

function webhookLine(name: string, webhook: Node): string {
  const paths = [`/hooks/p/${name}/${text(webhook['name'])}`, ...(Array.isArray(webhook['paths']) ? webhook['paths'].map(text) : [])]
  return `${paths.map((path) => `\`${path}\``).join(', ')}: ${text(node(webhook['verify'])['scheme'])}, ${text(webhook['scope'])}`
}

function list(value: unknown, between: string): string {
  return Array.isArray(value) ? value.map(text).join(between) : ''
}

function section(title: string, entries: readonly string[]): string[] {
  return entries.length === 0 ? [] : [`## ${title}`, '', ...entries.map((entry) => `- ${entry}`), '']
}

function table(title: string, heads: readonly string[], rows: readonly string[][]): string[] {
  if (rows.length === 0) return []
  const row = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|').replaceAll('\n', ' ')).join(' | ')} |`
  return [`## ${title}`, '', row(heads), row(heads.map(() => '---')), ...rows.map(row), '']
}
