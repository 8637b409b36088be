import * as everything from 'lodash-es'

export * from 'lodash-es'

/** A local export takes the place of the one that `export *` would give. */
function absent(name, why) {
  return () => {
    throw new TypeError(`lodash-es ${name} cannot be used here: ${why}`)
  }
}

// Its counter would go on from one run to the next (C02).
export const uniqueId = absent('uniqueId', 'it counts across runs')
export const template = absent('template', 'code cannot be made from text')
export const debounce = absent('debounce', 'there are no timers')
export const throttle = absent('throttle', 'there are no timers')
export const delay = absent('delay', 'there are no timers')
export const defer = absent('defer', 'there are no timers')
export const chain = absent('chain', 'write one call after the other')
export const mixin = absent('mixin', 'the library serves many runs')

export default { ...everything, uniqueId, template, debounce, throttle, delay, defer, chain, mixin }
