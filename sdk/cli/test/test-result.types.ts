export const TEST_GROUPS = ['recordings', 'files', 'emulator', 'faults'] as const
export type TestGroup = (typeof TEST_GROUPS)[number]

export interface TestResult {
  group: TestGroup
  name: string
  /** What is wrong, in words; empty: it passed. */
  wrong: string[]
  /** Why there was nothing to try. */
  skipped?: string
  /** Of the fault matrix. */
  cell?: { capability: string; fault: string }
}
