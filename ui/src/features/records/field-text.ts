import type { FieldValue, ResourceField } from '#lib/api/resources.ts'
import { dayText } from '#lib/i18n/day.ts'
import { exactTime } from '#lib/i18n/time.ts'
import { m } from '#lib/paraglide/messages.js'
import { getLocale } from '#lib/paraglide/runtime.js'

/** A value as people read it; an empty text for none. */
export function fieldText(field: ResourceField, value: FieldValue | undefined, locale: string = getLocale()): string {
  if (value === null || value === undefined) return ''
  const option = field.options.find((one) => one.value === String(value))
  if (option) return option.displayName
  switch (field.type) {
    case 'boolean':
      return value === true ? m.data_yes() : m.data_no()
    case 'decimal':
      return decimalText(String(value), locale)
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

/** Never through a floating-point number: the digits are the provider's. */
export function decimalText(value: string, locale: string = getLocale()): string {
  const [whole = '0', fraction = ''] = value.replace('-', '').split('.')
  const mark = new Intl.NumberFormat(locale).formatToParts(1.5).find(({ type }) => type === 'decimal')?.value ?? '.'
  return `${value.startsWith('-') ? '-' : ''}${new Intl.NumberFormat(locale).format(BigInt(whole))}${mark}${fraction.padEnd(2, '0')}`
}
