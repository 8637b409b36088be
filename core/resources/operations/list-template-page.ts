import type { Json } from '../../../sdk/flow/definition.ts'
import { parseExact } from '../../../sdk/lenient.ts'
import type { ActionFailure } from '../../actions/actions.types.ts'
import type { ProviderAnswer } from '../../actions/answer-failure.ts'
import type { Execution, Worked } from '../../actions/execution.ts'
import { sendRendered } from '../../actions/run-entry.ts'
import { type RenderedRequest, RequestValueError } from '../../registry/compiled-request.ts'
import { atPointer, pointerParts } from '../../registry/json-pointer.ts'
import type { ListRoots, ListTemplate } from '../../registry/list-template.ts'
import { elementsOf, sliceAt, withMembers } from './exact-json.ts'
import { checkpointOf, nextPosition, numberOf, type Position, pageOf, readPosition } from './page-position.ts'

/** A page as texts: each record's JSON as the provider wrote it. */
export interface RawPage {
  texts: string[]
  /** What JSON.parse makes of each text, where they are parsed already. */
  values?: readonly Json[]
  checkpoint: Json
  done: boolean
  total: number | null
}

/** What the list may read, without what only the page knows. */
export interface PageQuestion extends Pick<ListRoots, 'since' | 'until' | 'parent'> {
  checkpoint: Json
  limit: number
}

/** Asks for one page of a declarative list. `ids`: the texts are keys. */
export async function askPage(template: ListTemplate, execution: Execution, question: PageQuestion): Promise<Worked<RawPage>> {
  const position = readPosition(question.checkpoint, template, question.limit)
  if (position === null) return refused('invalid_input', 'The checkpoint is not one of this list')
  const { paging } = template
  if (paging.kind === 'offset' && paging.maxOffset !== undefined && position.at >= paging.maxOffset)
    return refused('window_too_large', `The provider lists no more than ${paging.maxOffset} records of one question`)
  const sent = await sendRendered(execution, () => requestFor(template, execution, question, position))
  if (!sent.ok) return { ok: false, failure: expired(template, position, sent.failure) }
  return pageIn(sent.output, { template, execution, question, position })
}

function requestFor(template: ListTemplate, execution: Execution, question: PageQuestion, position: Position): RenderedRequest {
  const { since, until, parent } = question
  const page = pageOf(template, position)
  const rendered = template.render({ ...execution.around, since, until, parent, limit: position.limit, page })
  if (template.paging.kind !== 'link' || position.token === null) return rendered
  return { ...rendered, url: followed(template, rendered.url, position.token) }
}

/** A provider's link may lead on in its own list only: the broker checks hosts, this the path. Throws RequestValueError. */
function followed({ fixedUrl }: ListTemplate, from: string, link: string): string {
  const url = URL.parse(link, from)
  if (url === null || url.username !== '' || url.password !== '' || !url.href.startsWith(fixedUrl))
    throw new RequestValueError('the link to the next page leads somewhere else')
  return url.href
}

interface Asked {
  template: ListTemplate
  execution: Execution
  question: PageQuestion
  position: Position
}

function pageIn(answer: ProviderAnswer, { template, execution, question, position }: Asked): Worked<RawPage> {
  const elements = listIn(answer, template)
  if (elements === null)
    return unreadable(answer, `The provider's answer has no list at ${JSON.stringify(template.records ?? template.ids)}`)
  const total = template.total === null ? null : numberOf(atPointer(answer.json ?? undefined, template.total))
  const { json, headers } = answer
  const next = nextPosition(template, position, { json, headers, count: elements.length, total })
  const repeats = next !== null && next.token !== null && next.token === position.token && template.paging.kind !== 'scroll'
  if (repeats) return refused('paging_loop', 'The provider names the page that was just read as the next one')
  const around = { parent: question.parent, account: execution.around.account }
  const texts = elements.map((element) => recordText(template, element, around))
  const page = { texts, checkpoint: next === null ? null : checkpointOf(next), done: next === null, total }
  const values = template.record === null && template.with === null ? valuesIn(answer, template) : null
  return { ok: true, output: values?.length === texts.length ? { ...page, values } : page }
}

function valuesIn({ json }: ProviderAnswer, { records }: ListTemplate): Json[] | null {
  const list = records === null ? null : atPointer(json ?? undefined, records)
  return Array.isArray(list) ? list : null
}

/** Texts of the list's members; null when the answer has none. An error rule of class `empty` left `null` as the text. */
function listIn({ json, text }: ProviderAnswer, { records, ids }: ListTemplate): string[] | null {
  if (json === null) return text.trim() === 'null' ? [] : null
  const list = sliceAt(text, pointerParts(records ?? ids ?? ''))
  return list === 'null' ? [] : list === null ? null : elementsOf(list)
}

function recordText(template: ListTemplate, element: string, around: { parent: Json; account: string | null }): string {
  const { record } = template
  const added = template.with
  if (record === null && added === null) return element
  // Parsed only for what reads it: numbers of a record that is taken over as it is stay as they were written.
  const roots = { ...around, record: needsRecord(template) ? parseExact(element) : null }
  const mapped = record === null ? element : record.bare?.[0] === 'record' ? sliceAt(element, record.bare.slice(1)) : null
  const text = mapped ?? JSON.stringify(record?.render(roots) ?? null)
  return added === null ? text : withMembers(text, JSON.stringify(added.render(roots) ?? {}).slice(1, -1))
}

function needsRecord({ record, with: added }: ListTemplate): boolean {
  const isMapped = record !== null && record.bare === null
  return isMapped || (added?.paths ?? []).some(([root]) => root === 'record')
}

/** The token of a scroll dies when it is not used: a refusal of one says that, and not that the request is wrong. */
function expired({ paging }: ListTemplate, { token }: Position, failure: ActionFailure): ActionFailure {
  const status = failure.provider?.status
  const isRefusal = status === 400 || status === 404 || status === 410
  if (paging.kind !== 'scroll' || token === null || !isRefusal) return failure
  return { ...failure, code: 'cursor_expired', class: 'permanent' }
}

function unreadable(answer: ProviderAnswer, message: string): { ok: false; failure: ActionFailure } {
  // What is no JSON with a good status is a page of somebody in between: it goes away.
  const body = answer.text.slice(0, 2000)
  const cause = { provider: { status: answer.status, body } }
  return {
    ok: false,
    failure: { code: 'invalid_output', message, class: answer.json === null ? 'retry' : 'permanent', effect: 'no', ...cause },
  }
}

function refused(code: string, message: string): { ok: false; failure: ActionFailure } {
  return { ok: false, failure: { code, message, class: 'permanent', effect: 'no' } }
}
