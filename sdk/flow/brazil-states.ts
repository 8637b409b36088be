/** Codes of Brazil's states: IBGE (in fiscal documents), telephone areas, postal ranges. Sources: IBGE; Anatel, Plano Geral de Códigos Nacionais; Correios. */
export type State =
  | 'AC'
  | 'AL'
  | 'AM'
  | 'AP'
  | 'BA'
  | 'CE'
  | 'DF'
  | 'ES'
  | 'GO'
  | 'MA'
  | 'MG'
  | 'MS'
  | 'MT'
  | 'PA'
  | 'PB'
  | 'PE'
  | 'PI'
  | 'PR'
  | 'RJ'
  | 'RN'
  | 'RO'
  | 'RR'
  | 'RS'
  | 'SC'
  | 'SE'
  | 'SP'
  | 'TO'

const IBGE: Readonly<Record<number, State>> = {
  11: 'RO',
  12: 'AC',
  13: 'AM',
  14: 'RR',
  15: 'PA',
  16: 'AP',
  17: 'TO',
  21: 'MA',
  22: 'PI',
  23: 'CE',
  24: 'RN',
  25: 'PB',
  26: 'PE',
  27: 'AL',
  28: 'SE',
  29: 'BA',
  31: 'MG',
  32: 'ES',
  33: 'RJ',
  35: 'SP',
  41: 'PR',
  42: 'SC',
  43: 'RS',
  50: 'MS',
  51: 'MT',
  52: 'GO',
  53: 'DF',
}

/** The state of an IBGE code (`35`), or undefined. */
export function stateOfIbge(code: string): State | undefined {
  return IBGE[Number(code)]
}

const AREAS: Readonly<Record<State, readonly number[]>> = {
  AC: [68],
  AL: [82],
  AM: [92, 97],
  AP: [96],
  BA: [71, 73, 74, 75, 77],
  CE: [85, 88],
  DF: [61],
  ES: [27, 28],
  GO: [62, 64],
  MA: [98, 99],
  MG: [31, 32, 33, 34, 35, 37, 38],
  MS: [67],
  MT: [65, 66],
  PA: [91, 93, 94],
  PB: [83],
  PE: [81, 87],
  PI: [86, 89],
  PR: [41, 42, 43, 44, 45, 46],
  RJ: [21, 22, 24],
  RN: [84],
  RO: [69],
  RR: [95],
  RS: [51, 53, 54, 55],
  SC: [47, 48, 49],
  SE: [79],
  SP: [11, 12, 13, 14, 15, 16, 17, 18, 19],
  TO: [63],
}

/** The state of a telephone area (`11`), or undefined when there is no such area. */
export function stateOfArea(ddd: string): State | undefined {
  return areas().get(Number(ddd))
}

/** Area codes in ascending order. */
export function areaCodes(): number[] {
  return [...areas().keys()].sort((a, b) => a - b)
}

let areasMade: Map<number, State> | undefined
function areas(): Map<number, State> {
  areasMade ??= new Map(statesOf(AREAS).flatMap(([state, ddds]) => ddds.map((ddd) => [ddd, state])))
  return areasMade
}

function statesOf<T>(table: Readonly<Record<State, T>>): Array<[State, T]> {
  return Object.values(IBGE).map((state) => [state, table[state]])
}

/** First five digits of postal codes, from and to. */
const POSTAL: ReadonlyArray<readonly [number, number, State]> = [
  [1000, 19999, 'SP'],
  [20000, 28999, 'RJ'],
  [29000, 29999, 'ES'],
  [30000, 39999, 'MG'],
  [40000, 48999, 'BA'],
  [49000, 49999, 'SE'],
  [50000, 56999, 'PE'],
  [57000, 57999, 'AL'],
  [58000, 58999, 'PB'],
  [59000, 59999, 'RN'],
  [60000, 63999, 'CE'],
  [64000, 64999, 'PI'],
  [65000, 65999, 'MA'],
  [66000, 68899, 'PA'],
  [68900, 68999, 'AP'],
  [69000, 69299, 'AM'],
  [69300, 69399, 'RR'],
  [69400, 69899, 'AM'],
  [69900, 69999, 'AC'],
  [70000, 72799, 'DF'],
  [72800, 72999, 'GO'],
  [73000, 73699, 'DF'],
  [73700, 76799, 'GO'],
  [76800, 76999, 'RO'],
  [77000, 77999, 'TO'],
  [78000, 78899, 'MT'],
  [79000, 79999, 'MS'],
  [80000, 87999, 'PR'],
  [88000, 89999, 'SC'],
  [90000, 99999, 'RS'],
]

/** The state of a postal code of eight digits, or undefined when the range is given to none. */
export function stateOfPostalCode(digits: string): State | undefined {
  const prefix = Number(digits.slice(0, 5))
  return POSTAL.find(([from, to]) => prefix >= from && prefix <= to)?.[2]
}
