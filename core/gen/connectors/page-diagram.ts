import { type Node, node, nodes, text } from './connector-source.ts'
import type { PAGE_WORDS, PageLanguage } from './page-words.ts'

type Words = (typeof PAGE_WORDS)[PageLanguage]

/** Who calls whom: who reaches Tomada on the left, what the connector reaches on the right, what lies between in the middle. */
export function pageDiagram(name: string, manifest: Node, words: Words): string[] {
  const hosts = [
    ...nodes(node(manifest['permissions'])['egress']).map((rule) => text(rule['host'])),
    ...nodes(node(manifest['permissions'])['operatorEgress']).map((rule) => `$${text(rule['env'])}`),
  ]
  const routes = nodes(manifest['routes']).map((route) => `${text(route['method'])} ${text(route['path'])}`)
  const webhooks = nodes(manifest['webhooks']).map((webhook) => `/hooks/p/${name}/${text(webhook['name'])}`)
  const out = manifest['actions'] === undefined ? 0 : nodes(manifest['actions']).length
  const lines = [
    ...(routes.length === 0 ? [] : [`  systems["${words.diagramSystems}"] -- "${words.routes}: ${routes.length}" --> tomada`]),
    ...(webhooks.length === 0 ? [] : [`  provider -- "${webhooks.join(', ')}" --> tomada`]),
    `  tomada["Tomada: ${words.diagramInside}"] -- "${words.actions}: ${out}" --> provider["${hosts.join('<br>') || words.diagramNobody}"]`,
  ]
  return [`## ${words.diagram}`, '', '```mermaid', 'flowchart LR', ...lines, '```', '']
}
