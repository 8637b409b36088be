import type { FieldError } from '../platform/errors.ts'
import { findUnstorable } from '../platform/unstorable.ts'
import type { Hours, SaveCalendar } from './calendar.gen.ts'

type Locale = 'pt-BR' | 'en'
type Fault = 'backwards' | 'overlap' | 'twice' | 'never_open' | 'text'

const REASONS: Record<Fault, Record<Locale, string>> = {
  backwards: { en: 'must end after it begins', 'pt-BR': 'precisa terminar depois de começar' },
  overlap: { en: 'begins before the hours above end', 'pt-BR': 'começa antes de terminar o horário anterior' },
  twice: { en: 'is there twice', 'pt-BR': 'está repetida' },
  never_open: { en: 'needs open hours on one day at least', 'pt-BR': 'precisa de horário em pelo menos um dia' },
  text: { en: 'has characters that cannot be stored', 'pt-BR': 'tem caracteres que não podem ser gravados' },
}

/** What a schema cannot say of a calendar: order of hours, repeated days, a week that never opens. Empty when it is right. */
export function calendarFaults(calendar: SaveCalendar, locale: Locale): FieldError[] {
  const faults: FieldError[] = []
  const report = (field: string, fault: Fault) => void faults.push({ field, reason: REASONS[fault][locale] })
  const unstorable = findUnstorable(calendar)
  if (unstorable !== null) report(unstorable, 'text')
  for (const [day, hours] of Object.entries(calendar.week)) hourFaults(`/week/${day}`, hours, report)
  if (Object.values(calendar.week).every((hours) => hours.length === 0)) report('/week', 'never_open')
  const taken = new Set<string>()
  calendar.ownDays.forEach((own, i) => {
    const key = own.everyYear ? own.date.slice(5) : own.date
    if (taken.has(key)) report(`/ownDays/${i}/date`, 'twice')
    taken.add(key)
    hourFaults(`/ownDays/${i}/hours`, own.hours, report)
  })
  return faults
}

function hourFaults(field: string, hours: readonly Hours[], report: (field: string, fault: Fault) => void): void {
  hours.forEach(({ from, to }, i) => {
    if (to <= from) report(`${field}/${i}/to`, 'backwards')
    const before = hours[i - 1]
    if (before !== undefined && from < before.to) report(`${field}/${i}/from`, 'overlap')
  })
}
