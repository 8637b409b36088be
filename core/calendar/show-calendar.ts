import { toIso } from '../platform/clock.ts'
import { hoursOn, isBusinessTime, ownDayOn } from './business-time.ts'
import type { Calendar, Week } from './calendar.gen.ts'
import type { StoredCalendar } from './calendar.service.ts'
import type { OpenHours, WorkCalendar } from './calendar.types.ts'
import { type HolidayName, holidaysOf } from './holidays.ts'

type Locale = 'pt-BR' | 'en'

const NAMES: Record<HolidayName, Record<Locale, string>> = {
  new_year: { en: "New Year's Day", 'pt-BR': 'Confraternização Universal' },
  carnival: { en: 'Carnival', 'pt-BR': 'Carnaval' },
  good_friday: { en: 'Good Friday', 'pt-BR': 'Sexta-feira Santa' },
  tiradentes: { en: 'Tiradentes', 'pt-BR': 'Tiradentes' },
  labour_day: { en: 'Labour Day', 'pt-BR': 'Dia do Trabalho' },
  corpus_christi: { en: 'Corpus Christi', 'pt-BR': 'Corpus Christi' },
  independence: { en: 'Independence Day', 'pt-BR': 'Independência do Brasil' },
  aparecida: { en: 'Our Lady of Aparecida', 'pt-BR': 'Nossa Senhora Aparecida' },
  all_souls: { en: "All Souls' Day", 'pt-BR': 'Finados' },
  republic: { en: 'Republic Day', 'pt-BR': 'Proclamação da República' },
  black_awareness: { en: 'Black Awareness Day', 'pt-BR': 'Dia Nacional de Zumbi e da Consciência Negra' },
  christmas: { en: 'Christmas Day', 'pt-BR': 'Natal' },
}

/** A calendar as the API shows it at `nowMs`. */
export function showCalendar({ calendar, updatedAt }: StoredCalendar, nowMs: number, locale: Locale): Calendar {
  return {
    timezone: calendar.timezone,
    week: weekOf(calendar),
    holidays: { ...calendar.holidays },
    ownDays: calendar.ownDays.map((own) => ({ ...own, hours: copyOf(own.hours) })),
    updatedAt: updatedAt === null ? null : toIso(updatedAt.getTime()),
    openNow: isBusinessTime(calendar, nowMs),
    upcoming: upcoming(calendar, nowMs, locale),
  }
}

/** Days of the next twelve months that differ from their weekday, today included. */
function upcoming(calendar: WorkCalendar, nowMs: number, locale: Locale): Calendar['upcoming'] {
  const days: Calendar['upcoming'] = []
  const first = Temporal.Instant.fromEpochMilliseconds(nowMs).toZonedDateTimeISO(calendar.timezone).toPlainDate()
  const end = first.add({ years: 1 })
  const holidays = new Map([...holidaysOf(first.year, calendar.holidays), ...holidaysOf(end.year, calendar.holidays)])
  for (let day = first; Temporal.PlainDate.compare(day, end) < 0; day = day.add({ days: 1 })) {
    const date = day.toString()
    const holiday = holidays.get(date)
    const name = ownDayOn(calendar, date)?.name ?? (holiday === undefined ? undefined : NAMES[holiday][locale])
    if (name !== undefined) days.push({ date, name, hours: copyOf(hoursOn(calendar, day)) })
  }
  return days
}

function weekOf({ week }: WorkCalendar): Week {
  return {
    monday: copyOf(week[1]),
    tuesday: copyOf(week[2]),
    wednesday: copyOf(week[3]),
    thursday: copyOf(week[4]),
    friday: copyOf(week[5]),
    saturday: copyOf(week[6]),
    sunday: copyOf(week[7]),
  }
}

function copyOf(hours: readonly OpenHours[]): OpenHours[] {
  return hours.map((each) => ({ ...each }))
}
