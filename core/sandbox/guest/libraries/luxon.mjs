import { Settings } from 'luxon'

export * from 'luxon'

// The same defaults as the functions of `date`; and no invalid moment that becomes null in somebody's invoice.
Settings.defaultZone = 'America/Sao_Paulo'
Settings.defaultLocale = 'pt-BR'
Settings.throwOnInvalid = true

// Settings live in the module, which serves many runs: what one run set the next would see (C02).
for (const name of Object.getOwnPropertyNames(Settings)) {
  const property = Object.getOwnPropertyDescriptor(Settings, name)
  if (property?.set === undefined) continue
  const set = () => {
    throw new TypeError(`luxon's Settings.${name} cannot be changed here: give the zone or locale to the moment`)
  }
  Object.defineProperty(Settings, name, { ...property, set })
}
