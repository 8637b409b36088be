import { dateOf, readDate, timeOf } from './dates.ts'
import type { Body, Stamps } from './erp.types.ts'

export const CHANGE_TAGS =
  'filtrar_por_data_de filtrar_por_data_ate filtrar_por_hora_de filtrar_por_hora_ate filtrar_apenas_inclusao filtrar_apenas_alteracao'

const DAY_MS = 24 * 3_600_000

/** Instants that the four filters of date and time leave. */
export function windowOf(param: Readonly<Body>): { from: number; until: number } {
  const untilTime = param['filtrar_por_hora_ate']
  const until = readDate(param['filtrar_por_data_ate'], untilTime)
  return {
    from: readDate(param['filtrar_por_data_de'], param['filtrar_por_hora_de']) ?? 0,
    until: until === null ? Number.POSITIVE_INFINITY : untilTime === undefined ? until + DAY_MS - 1 : until + 999,
  }
}

/** Whether a record was made or changed within the filters, by which of the two they ask for. */
export function isChangedWithin(param: Readonly<Body>, { createdAt, changedAt }: Stamps): boolean {
  const { from, until } = windowOf(param)
  const isInside = (at: number) => Math.floor(at / 1000) * 1000 >= from && at <= until
  if (param['filtrar_apenas_inclusao'] === 'S') return isInside(createdAt)
  if (param['filtrar_apenas_alteracao'] === 'S') return isInside(changedAt)
  return isInside(createdAt) || isInside(changedAt)
}

export function infoOf({ createdAt, changedAt, byApi }: Stamps): Body {
  const user = byApi ? 'WEBSERVICE' : 'P000114759'
  return {
    cImpAPI: byApi ? 'S' : 'N',
    dInc: dateOf(createdAt),
    hInc: timeOf(createdAt),
    uInc: user,
    dAlt: dateOf(changedAt),
    hAlt: timeOf(changedAt),
    uAlt: user,
  }
}

/** Later than the record's last change by a second at least: Omie's times have no fractions. */
export function touch(record: Stamps, now: number): void {
  record.changedAt = Math.max(now, record.changedAt)
}
