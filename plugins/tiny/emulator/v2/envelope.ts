import { type EmulatorAnswer, isFields } from '@tomada/sdk/emulator'

export const V2 = '/api2/'

/** HTTP 200 whatever happened: errors stand inside. XML unless JSON is asked for. */
export function reply(fields: URLSearchParams, retorno: unknown): EmulatorAnswer {
  if ((fields.get('formato') ?? 'xml').toLowerCase() === 'json') return { status: 200, json: { retorno } }
  const text = `<?xml version="1.0" encoding="UTF-8"?>\n${toXml('retorno', retorno)}`
  return { status: 200, text, headers: { 'content-type': 'text/xml; charset=utf-8' } }
}

export function succeeded(fields: URLSearchParams, content: Record<string, unknown>): EmulatorAnswer {
  return reply(fields, { status_processamento: 3, status: 'OK', ...content })
}

/** An error at the root. */
export function failed(fields: URLSearchParams, code: number, ...texts: string[]): EmulatorAnswer {
  return reply(fields, { status_processamento: 1, status: 'Erro', codigo_erro: code, erros: texts.map((erro) => ({ erro })) })
}

/** What became of one record of a write. Numbers are texts here. */
export interface Outcome {
  sequence: string
  id?: number
  more?: Record<string, unknown>
  error?: { code: number; texts: string[] }
}

/** Results per record: a bare object for orders, a list for everything that comes in batches. */
export function outcomes(fields: URLSearchParams, results: readonly Outcome[], shape: 'object' | 'list'): EmulatorAnswer {
  const failures = results.filter((one) => one.error !== undefined).length
  const status = failures === 0 ? '3' : failures === results.length ? '2' : '4'
  const views = results.map(viewOutcome)
  return reply(fields, {
    status_processamento: shape === 'object' && failures === 0 ? 3 : status,
    status: failures === results.length ? 'Erro' : 'OK',
    registros: shape === 'object' ? views[0] : views,
  })
}

function viewOutcome({ sequence, id, more, error }: Outcome) {
  if (error === undefined) return { registro: { sequencia: sequence, status: 'OK', id, ...more } }
  const erros = error.texts.map((erro) => ({ erro }))
  return { registro: { sequencia: sequence, status: 'Erro', codigo_erro: String(error.code), erros } }
}

/** One page of a hundred; past the end there is none, and nothing at all is an error of its own. */
export function paged<T>(
  fields: URLSearchParams,
  rows: readonly T[],
  names: [list: string, one: string | null],
  view: (row: T) => unknown,
): EmulatorAnswer {
  const number = Number(fields.get('pagina') ?? 1)
  const pages = Math.ceil(rows.length / PAGE)
  if (rows.length === 0) return failed(fields, 20, 'A consulta não retornou registros')
  if (!Number.isInteger(number) || number < 1 || number > pages)
    return failed(fields, 23, 'A página que você está tentando obter não existe')
  const [list, one] = names
  const shown = rows.slice((number - 1) * PAGE, number * PAGE).map((row) => (one === null ? view(row) : { [one]: view(row) }))
  return succeeded(fields, { pagina: String(number), numero_paginas: String(pages), [list]: shown })
}

const PAGE = 100

function toXml(name: string, value: unknown): string {
  if (Array.isArray(value))
    return `<${name}>${value.map((entry) => (isFields(entry) ? inner(entry) : toXml('item', entry))).join('')}</${name}>`
  if (isFields(value)) return `<${name}>${inner(value)}</${name}>`
  return `<${name}>${escapeXml(value === null || value === undefined ? '' : String(value))}</${name}>`
}

function inner(fields: Readonly<Record<string, unknown>>): string {
  return Object.entries(fields)
    .map(([name, value]) => toXml(name, value))
    .join('')
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
