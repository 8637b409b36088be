import type { Manifest } from '../../sdk/manifest.gen.ts'
import type { FaultList } from './fault-list.ts'
import { schemaAllows } from './localized-schema.ts'

const FILE = 'manifest.json'

/** A limit says how much of what, and names only what exists: a day's timezone, a setting. */
export function checkLimits(manifest: Manifest, settings: unknown, faults: FaultList): void {
  for (const [index, limit] of manifest.limits.entries()) {
    const at = `/limits/${index}`
    const { quota, windowSeconds, day, planSetting, planQuotas, methodBy, perMethod, methods, only, calls, pathPrefix } = limit
    const { redundantReadSeconds, changedOnlyBy } = limit
    if (windowSeconds !== undefined && day !== undefined) faults.add(FILE, `${at}/day`, 'a window is so many seconds or a day, not both')
    const hasWindow = windowSeconds !== undefined || day !== undefined
    if (hasWindow && quota === undefined) faults.add(FILE, `${at}/quota`, 'a window needs its quota')
    if (quota !== undefined && !hasWindow) faults.add(FILE, `${at}/windowSeconds`, 'a quota needs its window')
    if (!hasWindow && limit.concurrency === undefined && limit.breaker === undefined && redundantReadSeconds === undefined)
      faults.add(FILE, at, 'limits nothing')
    if (day !== undefined && !isTimezone(day.timezone)) faults.add(FILE, `${at}/day/timezone`, `${day.timezone} is not a timezone`)
    if (planSetting !== undefined && !schemaAllows(settings, [planSetting]))
      faults.add(FILE, `${at}/planSetting`, `${planSetting} is not among the settings`)
    if (planQuotas !== undefined && planSetting === undefined) faults.add(FILE, `${at}/planQuotas`, 'needs planSetting')
    if (changedOnlyBy !== undefined && redundantReadSeconds === undefined)
      faults.add(FILE, `${at}/changedOnlyBy`, 'needs redundantReadSeconds')
    // The writes that put an answer out of date must meet the limit too: else an old one would be given.
    if (redundantReadSeconds !== undefined && (methods ?? only ?? calls ?? pathPrefix) !== undefined)
      faults.add(
        FILE,
        `${at}/redundantReadSeconds`,
        'holds for all calls, so that writes are seen: without methods, only, calls and pathPrefix',
      )
    if (methodBy !== undefined && perMethod !== true && calls === undefined) faults.add(FILE, `${at}/methodBy`, 'needs perMethod or calls')
    if (calls !== undefined && methodBy === undefined) faults.add(FILE, `${at}/methodBy`, 'calls are named where methodBy says')
  }
}

function isTimezone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
    return true
  } catch {
    return false // RangeError is how Intl says that it knows no such zone.
  }
}
