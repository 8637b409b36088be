/**
 * Stands in for a service while the route table is described: it can be stored, taken apart and passed on, and fails when
 * it is called. So the routes can be listed without a database, a queue or a sandbox.
 */
export function inert<T>(): T {
  return Object.create(new Proxy({}, { get: (_target, key) => (typeof key === 'symbol' ? undefined : inert()) }))
}
