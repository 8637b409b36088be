import type { ExportSource } from '#lib/api/exports.ts'

/** The same list without its search and filters; a board has none. */
export function unfiltered(source: ExportSource): ExportSource {
  switch (source.kind) {
    case 'records': {
      const { connectionId: _account, filter: _filter, search: _search, deleted: _deleted, ...rest } = source
      return rest
    }
    case 'table': {
      const { search: _search, ...rest } = source
      return rest
    }
    case 'board':
      return source
    case 'audit':
      return { kind: 'audit' }
  }
}

type Board = Extract<ExportSource, { kind: 'board' }>['board']

const BOARDS: readonly Board[] = ['operations', 'integrations', 'sales', 'answers', 'stock']

export function toBoard(name: string): Board {
  return BOARDS.find((board) => board === name) ?? 'operations'
}
