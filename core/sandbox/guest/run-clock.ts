/** Time and randomness of the run: what a guest sees is recorded with the visit, so a replay sees the same. */
export interface RunClock {
  /** Milliseconds since the epoch that the guest sees, and the hex text that seeds Math.random. */
  begin(nowMs: number, seed: string): void
  /** Milliseconds of the machine's clock, for step durations. Never within reach of guest code. */
  realNow(): number
}

/** Replaces every way to read the clock (Date, Intl without argument, Temporal.Now) and Math.random in this context. */
export function replaceClock(): RunClock {
  const realNow = Date.now
  const run = { now: 0, random: sfc32('') }
  replaceDate(run)
  replaceIntl(run)
  replaceTemporal(run)
  Math.random = () => run.random()
  return {
    begin(nowMs, seed) {
      run.now = nowMs
      run.random = sfc32(seed)
    },
    realNow,
  }
}

function replaceDate(run: { now: number }): void {
  const RealDate = Date
  const now = (): number => run.now
  function RunDate(this: unknown, ...parts: unknown[]): unknown {
    if (new.target === undefined) return new RealDate(run.now).toString()
    return Reflect.construct(RealDate, parts.length === 0 ? [run.now] : parts, new.target)
  }
  const hidden = { configurable: true, enumerable: false, writable: true }
  Object.defineProperties(RunDate, {
    prototype: { value: RealDate.prototype, writable: false },
    name: { value: 'Date', configurable: true },
    length: { value: 7, configurable: true },
    now: { value: now, ...hidden },
    parse: { value: RealDate.parse, ...hidden },
    UTC: { value: RealDate.UTC, ...hidden },
  })
  Object.defineProperty(RealDate.prototype, 'constructor', { value: RunDate, ...hidden })
  Object.defineProperty(globalThis, 'Date', { value: RunDate, ...hidden })
}

function replaceIntl(run: { now: number }): void {
  const proto = Intl.DateTimeFormat.prototype
  const realFormat = Object.getOwnPropertyDescriptor(proto, 'format')?.get
  const realParts = proto.formatToParts
  if (realFormat === undefined) throw new TypeError('Intl.DateTimeFormat has changed')
  Object.defineProperty(proto, 'format', {
    configurable: true,
    enumerable: false,
    get(this: Intl.DateTimeFormat) {
      const format: (date: unknown) => string = Reflect.apply(realFormat, this, [])
      return (date?: unknown) => format(date === undefined ? run.now : date)
    },
  })
  proto.formatToParts = function (this: Intl.DateTimeFormat, date?: Date | number) {
    return Reflect.apply(realParts, this, [date === undefined ? run.now : date])
  }
}

function replaceTemporal(run: { now: number }): void {
  if (typeof Temporal !== 'object') return
  const { Instant } = Temporal
  const instant = () => Instant.fromEpochMilliseconds(run.now)
  const zoned = (zone?: unknown) => instant().toZonedDateTimeISO(zone === undefined ? 'UTC' : String(zone))
  const replacements: Record<string, (zone?: unknown) => unknown> = {
    instant,
    timeZoneId: () => 'UTC',
    zonedDateTimeISO: zoned,
    plainDateTimeISO: (zone) => zoned(zone).toPlainDateTime(),
    plainDateISO: (zone) => zoned(zone).toPlainDate(),
    plainTimeISO: (zone) => zoned(zone).toPlainTime(),
  }
  for (const key of Object.getOwnPropertyNames(Temporal.Now)) {
    const value = replacements[key]
    // A way to read the clock that we do not know yet must not slip through with a new engine.
    if (value === undefined) Reflect.deleteProperty(Temporal.Now, key)
    else Object.defineProperty(Temporal.Now, key, { value, configurable: true, enumerable: false, writable: true })
  }
}

/** sfc32, seeded by FNV-1a of the text. Quality matters little here, sameness everything. */
function sfc32(seed: string): () => number {
  let [a, b, c, d] = [0x9e3779b9, 0x243f6a88, 0xb7e15162, 1]
  for (let i = 0; i < seed.length; i++) {
    a = Math.imul(a ^ seed.charCodeAt(i), 0x01000193)
    b = Math.imul(b ^ (seed.charCodeAt(i) + i), 0x85ebca6b)
    c = (c + a + b) | 0
  }
  const next = (): number => {
    const t = (((a + b) | 0) + d) | 0
    d = (d + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = (c << 21) | (c >>> 11)
    c = (c + t) | 0
    return (t >>> 0) / 4294967296
  }
  for (let i = 0; i < 12; i++) next()
  return next
}
