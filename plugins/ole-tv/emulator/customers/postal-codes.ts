import { digitsIn } from '../formats.ts'

/** City and state are no parameters: they follow from the postal code. First digits, by region. */
const PLACES: ReadonlyArray<readonly [string, string, string]> = [
  ['0', 'São Paulo', 'SP'],
  ['13', 'Campinas', 'SP'],
  ['20', 'Rio de Janeiro', 'RJ'],
  ['30', 'Belo Horizonte', 'MG'],
  ['41', 'Salvador', 'BA'],
  ['51', 'Recife', 'PE'],
  ['74', 'Goiânia', 'GO'],
  ['80', 'Curitiba', 'PR'],
  ['90', 'Porto Alegre', 'RS'],
]

/** Well written, and yet no street has them. */
const UNKNOWN = new Set(['00000000', '99999999', '12345678'])

export function placeOf(zipCode: string): { city: string; state: string } | null {
  const digits = digitsIn(zipCode)
  if (!/^\d{5}-?\d{3}$/.test(zipCode) || UNKNOWN.has(digits)) return null
  const [, city, state] = PLACES.find(([start]) => digits.startsWith(start)) ?? PLACES[0] ?? ['', 'São Paulo', 'SP']
  return { city, state }
}
