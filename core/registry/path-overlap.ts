/** An address as a route table holds it: `:name` stands for any segment. */
export interface Address {
  method: string
  path: string
}

/** Whether some request would fit both: then it would depend on their order who gets it. */
export function overlap(one: Address, other: Address): boolean {
  if (one.method !== other.method) return false
  const left = one.path.split('/')
  const right = other.path.split('/')
  if (left.length !== right.length) return false
  return left.every((segment, i) => {
    const opposite = right[i] ?? ''
    return segment === opposite || segment.startsWith(':') || opposite.startsWith(':')
  })
}
