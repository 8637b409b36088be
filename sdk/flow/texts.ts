/** Text basics for expressions, as `text.…`. Whatever comes in is taken as text; null and undefined as the empty one. */

export function upper(value: unknown): string {
  return asText(value).toUpperCase()
}

export function lower(value: unknown): string {
  return asText(value).toLowerCase()
}

export function digits(value: unknown): string {
  return asText(value).replace(/\D/g, '')
}

export function withoutAccents(value: unknown): string {
  return asText(value).normalize('NFD').replace(/\p{M}/gu, '')
}

/** `Café da Manhã!` becomes `cafe-da-manha`. */
export function slug(value: unknown): string {
  return withoutAccents(value)
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
}

/** Each word with a capital, the Portuguese way: `JOSÉ DA SILVA` becomes `José da Silva`. */
export function titleCase(value: unknown): string {
  const small = ['da', 'de', 'di', 'do', 'das', 'dos', 'e']
  return asText(value)
    .toLowerCase()
    .split(' ')
    .map((word, i) => (i > 0 && small.includes(word) ? word : word.charAt(0).toUpperCase() + word.slice(1)))
    .join(' ')
}

/** At most `length` characters, never half of a surrogate pair. */
export function truncate(value: unknown, length: number): string {
  return [...asText(value)].slice(0, length).join('')
}

/** Whether there is anything but blanks. */
export function isBlank(value: unknown): boolean {
  return asText(value).trim() === ''
}

function asText(value: unknown): string {
  return value === null || value === undefined ? '' : String(value)
}
