import { numberOf } from '@tomada/sdk/emulator'
import type { Body } from './erp.types.ts'
import { notFoundPage } from './omie-fault.ts'

const MOST = 100
const USUAL = 50

interface Page<T> {
  page: number
  pages: number
  rows: readonly T[]
  total: number
}

/** Page 0 is page 1; more than a hundred rows are silently a hundred; nothing to show is a fault. Throws OmieFault. */
function pageOf<T>(all: readonly T[], asked: unknown, size: unknown, most = MOST): Page<T> {
  const page = Math.max(1, numberOf(asked) ?? 1)
  const perPage = Math.min(most, Math.max(1, numberOf(size) ?? USUAL))
  const rows = all.slice((page - 1) * perPage, page * perPage)
  if (rows.length === 0) throw notFoundPage(page)
  return { page, pages: Math.ceil(all.length / perPage), rows, total: all.length }
}

export function snakePage<T>(param: Readonly<Body>, array: string, all: readonly T[], view: (row: T) => unknown): Body {
  const { page, pages, rows, total } = pageOf(all, param['pagina'], param['registros_por_pagina'])
  return { pagina: page, total_de_paginas: pages, registros: rows.length, total_de_registros: total, [array]: rows.map(view) }
}

export function hungarianPage<T>(param: Readonly<Body>, array: string, all: readonly T[], view: (row: T) => unknown, most?: number): Body {
  const { page, pages, rows, total } = pageOf(all, param['nPagina'], most ?? param['nRegPorPagina'], most)
  return { nPagina: page, nTotPaginas: pages, nRegistros: rows.length, nTotRegistros: total, [array]: rows.map(view) }
}
