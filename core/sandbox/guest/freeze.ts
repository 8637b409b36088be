/**
 * Freezes every intrinsic a guest can reach, so that a warm context carries nothing from one run to the next (C02).
 *
 * Plain freezing breaks honest code: with a frozen `Error.prototype`, `this.name = …` in a subclass throws, because an
 * inherited read-only property cannot be overridden by assignment. So data properties of the prototypes that people
 * override become accessors whose setter defines the property on the instance.
 */
export function freezeIntrinsics(): void {
  reach([globalThis, ...hiddenRoots()])
  for (const proto of overridable()) for (const key of Reflect.ownKeys(proto)) allowOverride(proto, key)
  for (const object of reached) Object.freeze(object)
}

/** Freezes a value and all that can be reached from it, beside the intrinsics when those are frozen already. */
export function freezeDeep(value: unknown): void {
  const before = reached.size
  reach([value])
  let i = 0
  for (const object of reached) if (i++ >= before) Object.freeze(object)
}

/** What is frozen in this context, in the order it was found. */
const reached = new Set<object>()

/** Adds everything reachable from `roots` to what was reached; what is in it already is not walked again. */
function reach(roots: readonly unknown[]): void {
  const queue = [...roots]
  while (queue.length > 0) {
    const value = queue.pop()
    if ((typeof value !== 'object' && typeof value !== 'function') || value === null || reached.has(value)) continue
    reached.add(value)
    queue.push(Object.getPrototypeOf(value))
    for (const key of Reflect.ownKeys(value)) {
      const property = Object.getOwnPropertyDescriptor(value, key)
      queue.push(property?.value, property?.get, property?.set)
    }
  }
}

/** Intrinsics that no global leads to: prototypes of iterators, generators and async functions. */
function hiddenRoots(): unknown[] {
  const segments = new Intl.Segmenter().segment('a')
  return [
    function* () {},
    async () => {},
    async function* () {},
    [][Symbol.iterator](),
    ''[Symbol.iterator](),
    new Map()[Symbol.iterator](),
    new Set()[Symbol.iterator](),
    'a'.matchAll(/a/g),
    segments,
    segments[Symbol.iterator](),
    [].values().map((value) => value),
    Iterator.from({ next: () => ({ done: true, value: undefined }) }),
    (function* () {})(),
    (async function* () {})(),
  ]
}

function overridable(): object[] {
  const errors = [Error, AggregateError, EvalError, RangeError, ReferenceError, SyntaxError, TypeError, URIError]
  const others = [Object, Function, Array, Date, Map, Set, Promise, RegExp, Number, String, Boolean, Symbol, BigInt]
  return [...errors, ...others].map((intrinsic) => intrinsic.prototype)
}

function allowOverride(proto: object, key: string | symbol): void {
  const property = Object.getOwnPropertyDescriptor(proto, key)
  if (property === undefined || !('value' in property) || property.configurable !== true) return
  // Hot and never overridden by assignment: an accessor here would cost every call.
  const isShared = ['constructor', 'toString', 'toJSON', 'valueOf', 'toLocaleString', 'name', 'message', 'cause'].includes(String(key))
  if (!isShared && proto !== Object.prototype && proto !== Error.prototype) return
  const { value, enumerable = false } = property
  const get = (): unknown => value
  const set = function (this: unknown, next: unknown): void {
    if (this === proto || typeof this !== 'object' || this === null) throw new TypeError(`${String(key)} of an intrinsic is read-only`)
    if (Object.hasOwn(this, key)) Reflect.set(this, key, next)
    else Object.defineProperty(this, key, { value: next, writable: true, enumerable: true, configurable: true })
  }
  Object.defineProperty(proto, key, { get, set, enumerable, configurable: false })
  reach([get, set])
}
