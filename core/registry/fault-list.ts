import type { Fault } from './registry.types.ts'

/** Faults of one connector while it is being checked: the check goes on, so that all of them are named at once. */
export class FaultList {
  readonly all: Fault[] = []
  readonly #plugin: string

  constructor(plugin: string) {
    this.#plugin = plugin
  }

  add(file: string, at: string, message: string): void {
    this.all.push({ plugin: this.#plugin, file, at, message })
  }

  /** The result of `work`, or null and a fault when it throws. */
  attempt<T>(file: string, at: string, work: () => T): T | null {
    try {
      return work()
    } catch (error) {
      this.add(file, at, error instanceof Error ? error.message : String(error))
      return null
    }
  }
}

/** Installed connectors are not all right; the message lists every fault, one a line. */
export class PluginFaultsError extends Error {
  override readonly name = 'PluginFaultsError'
  readonly faults: readonly Fault[]
  constructor(faults: readonly Fault[]) {
    super(`Connectors cannot be loaded:\n${faults.map(faultLine).join('\n')}`)
    this.faults = faults
  }
}

export function faultLine(fault: Fault): string {
  return `  ${fault.plugin}/${fault.file}${fault.at === '' ? '' : ` ${fault.at}`}: ${fault.message}`
}
