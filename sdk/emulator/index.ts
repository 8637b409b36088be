export type { Callback, CallbackAttempt, CallbackPolicy, CallbackSender } from './callbacks.ts'
export type { EmulatorClock } from './clock.ts'
export { runEmulator } from './command-line.ts'
export { type ConsentRequest, consentPage, refusalPage } from './consent-page.ts'
export type { Fault } from './faults.ts'
export { type Fields, fieldsOf, flagOf, isFields, listOf, numberOf, textOf, textsOf } from './fields.ts'
export type { Effect, Ledger } from './ledger.ts'
export {
  BadSetting,
  type EmulatorAnswer,
  type EmulatorRequest,
  type EmulatorRoute,
  empty,
  hangUp,
  html,
  json,
  plain,
  redirect,
  type Scenario,
  withQuery,
} from './message.ts'
export { escapeHtml, type PageAction, type PageContent, type PageLocale, type PageTable, pageLocale, timeOfDay } from './page.ts'
export { type Company, makeAddress, makeCnpj, makeCompany, makeCpf, makePerson, type Person, type PostalAddress } from './people.ts'
export type { EmulatorDefinition, ProviderEmulator, World } from './provider.ts'
export type { Random } from './random.ts'
export { SHOP_CATALOGUE, type ShopProduct } from './shop-catalogue.ts'
export { callAdmin, type SpawnedEmulator, type SpawnOptions, spawnEmulator, spawnEmulatorIn } from './spawn.ts'
export { type EmulatorOptions, type RunningEmulator, startEmulator } from './start.ts'
