/** Brazilian states by name, as the provider spells them, to their two-letter code. */
const STATES: ReadonlyMap<string, string> = new Map(
  Object.entries({
    acre: 'AC',
    alagoas: 'AL',
    amapa: 'AP',
    amazonas: 'AM',
    bahia: 'BA',
    ceara: 'CE',
    'distrito federal': 'DF',
    'espirito santo': 'ES',
    goias: 'GO',
    maranhao: 'MA',
    'mato grosso': 'MT',
    'mato grosso do sul': 'MS',
    'minas gerais': 'MG',
    para: 'PA',
    paraiba: 'PB',
    parana: 'PR',
    pernambuco: 'PE',
    piaui: 'PI',
    'rio de janeiro': 'RJ',
    'rio grande do norte': 'RN',
    'rio grande do sul': 'RS',
    rondonia: 'RO',
    roraima: 'RR',
    'santa catarina': 'SC',
    'sao paulo': 'SP',
    sergipe: 'SE',
    tocantins: 'TO',
  }),
)

const CODES: ReadonlySet<string> = new Set(STATES.values())

/** `São Paulo`, `SP` or `BR-SP` → `SP`; null for anything that is no Brazilian state. */
export function stateCode(name: string | null): string | null {
  if (name === null) return null
  const code = name.trim().toUpperCase().replace(/^BR-/, '')
  if (CODES.has(code)) return code
  const plain = name
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .trim()
    .toLowerCase()
  return STATES.get(plain) ?? null
}
