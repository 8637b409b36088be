import type { Json } from '../../sdk/flow/definition.ts'
import type { Done, ListTemplateFile, Paging } from '../../sdk/list-template.gen.ts'
import { asJson, type CompiledRequest, compileRequest, type RenderedRequest } from './compiled-request.ts'
import { type CompiledTemplate, compileTemplate, TemplateError } from './template.ts'

/** What the request of a page may read. Times are written as the resource's cursor says; null when the list is not bounded there. */
export interface ListRoots {
  since: Json
  until: Json
  limit: number
  /** The parent's record; null for a resource without one. */
  parent: Json
  settings: Json
  account: string | null
  app: string | null
  page: { number?: number; offset?: number; cursor?: string | null }
}

export interface ListTemplate {
  method: string
  fixedUrl: string
  paging: Paging
  /** Records of a page at most; null when one answer holds everything. */
  size: number | null
  done: Done | null
  /** JSON Pointers into the answer; exactly one of `records` and `ids` is there. */
  records: string | null
  ids: string | null
  total: string | null
  record: CompiledTemplate | null
  with: CompiledTemplate | null
  paths: CompiledTemplate['paths']
  /** Throws RequestValueError when a value cannot stand where the template puts it. */
  render(roots: ListRoots): RenderedRequest
}

const ROOTS = ['since', 'until', 'limit', 'parent', 'settings', 'account', 'app', 'page']
const RECORD_ROOTS = ['record', 'parent', 'account']

/** What `{{page.…}}` holds. */
const PAGE_MEMBER: Record<Paging['kind'], string | null> = {
  none: null,
  page: 'number',
  offset: 'offset',
  cursor: 'cursor',
  scroll: 'cursor',
  link: null,
}

/** Compiles a declarative list. Throws TemplateError on the first fault of its texts. */
export function compileListTemplate(file: ListTemplateFile): ListTemplate {
  const request = compileRequest(file.request, ROOTS)
  const record = file.record === undefined ? null : compileTemplate(asJson(file.record), RECORD_ROOTS)
  const added = file.with === undefined ? null : compileTemplate(asJson(file.with), RECORD_ROOTS)
  checkPage(file, request)
  checkPlaces(file)
  return {
    method: request.method,
    fixedUrl: request.fixedUrl,
    paging: file.paging,
    size: 'size' in file.paging ? file.paging.size : null,
    done: file.done ?? null,
    records: file.records ?? null,
    ids: file.ids ?? null,
    total: file.total ?? null,
    record,
    with: added,
    paths: [...request.paths, ...(record?.paths ?? []), ...(added?.paths ?? [])],
    render: ({ page, ...roots }) => request.render({ ...roots, page: { ...page } }),
  }
}

function checkPage({ paging }: ListTemplateFile, request: CompiledRequest): void {
  const member = PAGE_MEMBER[paging.kind]
  const read = request.paths.filter(([root]) => root === 'page').map((path) => path.slice(1).join('.'))
  const wrong = read.find((path) => path !== member)
  if (wrong !== undefined) {
    const there = member === null ? 'nothing' : `{{page.${member}}}`
    throw new TemplateError(`{{page.${wrong}}} is not there: paging of kind ${paging.kind} gives ${there}`)
  }
  if (member !== null && read.length === 0)
    throw new TemplateError(`the request never reads {{page.${member}}}: every page would be the first`)
}

function checkPlaces({ paging, records, ids, done, total, record }: ListTemplateFile): void {
  if ((records === undefined) === (ids === undefined)) throw new TemplateError('a list has either records or ids')
  if (ids !== undefined && record !== undefined) throw new TemplateError('a list of ids has no record to map: the detail gives it')
  if (done === undefined) return
  if (done.by === 'total' && total === undefined) throw new TemplateError('done by total needs total')
  if (done.by === 'pages' && paging.kind !== 'page') throw new TemplateError('done by pages needs paging of kind page')
  if (paging.kind === 'none') throw new TemplateError('without paging the first page is the last one')
}
