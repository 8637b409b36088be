import type { ValueSource } from '#lib/api/draft-test.ts'
import { m } from '#lib/paraglide/messages.js'

export const SOURCE_WORDS: Record<ValueSource, () => string> = {
  computed: m.dtest_from_computed,
  pin: m.dtest_from_pin,
  run: m.dtest_from_run,
  sample: m.dtest_from_sample,
  live: m.dtest_from_live,
}
