import type { FieldValue, ResourceField } from '#lib/api/resources.ts'
import { moneyText, quantityText } from '#lib/i18n/amount.ts'
import { dayText } from '#lib/i18n/day.ts'
import { exactTime } from '#lib/i18n/time.ts'
import { m } from '#lib/paraglide/messages.js'
import { getLocale } from '#lib/paraglide/runtime.js'

/** A value as people read it; an empty text for none. `currency`: what the record names for its amounts, before what the field says. */
export function fieldText(
  field: ResourceField,
  value: FieldValue | undefined,
  currency: string | null,
  locale: string = getLocale(),
): string {
  if (value === null || value === undefined) return ''
  const option = field.options.find((one) => one.value === String(value))
  if (option) return option.displayName
  switch (field.type) {
    case 'boolean':
      return value === true ? m.data_yes() : m.data_no()
    case 'decimal':
      return field.currency === null ? quantityText(String(value), locale) : moneyText(String(value), currency ?? field.currency, locale)
    case 'integer':
      return new Intl.NumberFormat(locale).format(Number(value))
    case 'timestamp':
      return exactTime(String(value), locale)
    case 'date':
      return dayText(String(value), locale)
    case 'text':
      return String(value)
  }
}
