/** Methods that JavaScript and Luxon have: they mean the same on both sides. */
const NATIVE = new Set(
  `at charAt charCodeAt codePointAt concat endsWith includes indexOf lastIndexOf localeCompare match matchAll normalize padEnd padStart repeat replace
  replaceAll search slice split startsWith substring substr toLocaleLowerCase toLocaleUpperCase toLowerCase toString toUpperCase trim trimEnd trimStart valueOf
  every filter find findIndex findLast findLastIndex flat flatMap forEach join map push reduce reduceRight reverse some sort toReversed toSorted toSpliced with
  toFixed toPrecision toExponential toLocaleString getTime getFullYear getMonth getDate getDay getHours getMinutes getSeconds getMilliseconds
  getTimezoneOffset toISOString toJSON toDateString toTimeString has get set add test exec
  plus minus startOf endOf diff diffNow setZone setLocale toISO toISODate toISOTime toFormat toMillis toSeconds toUnixInteger toJSDate toUTC toObject as
  hasSame until reconfigure shiftTo entries fill hasOwnProperty`.split(/\s+/),
)

export function isNativeMethod(name: string): boolean {
  return NATIVE.has(name)
}

type Extension = (value: string, args: readonly string[], options: string) => string

const isEmpty = (value: string): string =>
  `((v) => v === null || v === undefined || v === '' || (typeof v === 'object' && Object.keys(v).length === 0))(${value})`

/** Methods that n8n adds to values, as JavaScript of the value and the arguments. `options`: zone and locale for Luxon. */
export const EXTENSIONS: ReadonlyMap<string, Extension> = new Map<string, Extension>([
  ['isEmpty', isEmpty],
  ['isNotEmpty', (value) => `!${isEmpty(value)}`],
  ['first', (value) => `${value}?.at(0)`],
  ['last', (value) => `${value}?.at(-1)`],
  ['sum', (value) => `(${value} ?? []).reduce((a, b) => a + Number(b), 0)`],
  ['average', (value) => `((v) => v.reduce((a, b) => a + Number(b), 0) / v.length)(${value} ?? [])`],
  ['min', (value) => `Math.min(...(${value} ?? []))`],
  ['max', (value) => `Math.max(...(${value} ?? []))`],
  ['compact', (value) => `(${value} ?? []).filter((v) => v !== null && v !== undefined && v !== '')`],
  ['pluck', (value, [name = '""']) => `(${value} ?? []).map((v) => v?.[${name}])`],
  ['chunk', (value, [size = '1']) => `list.chunk(${value} ?? [], ${size})`],
  ['append', (value, args) => `[...(${value} ?? []), ${args.join(', ')}]`],
  ['unique', (value) => `[...new Set(${value} ?? [])]`],
  ['toInt', (value) => `Math.trunc(Number(${value}))`],
  ['toNumber', (value) => `Number(${value})`],
  ['toFloat', (value) => `Number(${value})`],
  [
    'toBoolean',
    (value) => `((v) => v === true || v === 1 || (typeof v === 'string' && !['', '0', 'false', 'no'].includes(v.toLowerCase())))(${value})`,
  ],
  ['round', (value, [places = '0']) => `Number(Math.round(Number(${value} + 'e' + (${places}))) + 'e-' + (${places}))`],
  ['floor', (value) => `Math.floor(${value})`],
  ['ceil', (value) => `Math.ceil(${value})`],
  ['abs', (value) => `Math.abs(${value})`],
  ['isEven', (value) => `(${value} % 2 === 0)`],
  ['isOdd', (value) => `(Math.abs(${value}) % 2 === 1)`],
  ['urlEncode', (value) => `encodeURIComponent(${value})`],
  ['urlDecode', (value) => `decodeURIComponent(${value})`],
  ['toJsonString', (value) => `JSON.stringify(${value})`],
  ['parseJson', (value) => `JSON.parse(${value})`],
  ['keys', (value) => `Object.keys(${value} ?? {})`],
  ['values', (value) => `Object.values(${value} ?? {})`],
  ['hasField', (value, [name = '""']) => `Object.hasOwn(${value} ?? {}, ${name})`],
  ['format', (value, [pattern = '"yyyy-MM-dd"']) => `${value}?.toFormat(${pattern})`],
  ['toDateTime', (value, _args, options) => `DateTime.fromISO(${value}, ${options})`],
])

/** What a name of JavaScript's own may be followed by without a guard. */
export const PLAIN_GLOBALS: ReadonlySet<string> = new Set([
  'Math',
  'JSON',
  'Object',
  'Number',
  'String',
  'Array',
  'Boolean',
  'Date',
  'RegExp',
  'Map',
  'Set',
  'BigInt',
  'Intl',
])

/** Names that only n8n or Node has; everything else that is unknown is told by the check of the whole flow. */
export const FOREIGN_NAMES: ReadonlySet<string> = new Set([
  'Buffer',
  'process',
  'require',
  'global',
  'globalThis',
  'window',
  'document',
  'fetch',
  'Interval',
  'Duration',
  'extractor',
])
