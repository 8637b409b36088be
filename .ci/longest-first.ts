import path from 'node:path'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** What takes longest, so that no worker is left alone with it at the end. Seconds; everything else is quicker. */
const SECONDS: Readonly<Record<string, number>> = {
  'e2e/accessibility.test.ts': 200,
  'e2e/sync/mercado-livre.test.ts': 132,
  'e2e/durability/durability.test.ts': 129,
  'e2e/order-once.test.ts': 116,
  'e2e/story.test.ts': 93,
  'e2e/ui-pages.test.ts': 90,
  'e2e/ui-hub.test.ts': 66,
  'e2e/build-flow.test.ts': 59,
  'e2e/runs-at-once.test.ts': 57,
  'e2e/examples/quick-start.test.ts': 57,
  'e2e/conversation.test.ts': 57,
  'e2e/ui-admin.test.ts': 56,
  'e2e/templates.test.ts': 53,
  'e2e/ole-tv/jobs.test.ts': 52,
  'plugins/whatsapp/driver-kills.test.ts': 51,
  'e2e/builder-journeys.test.ts': 49,
}
const OTHERS: ReadonlyArray<readonly [place: RegExp, seconds: number]> = [
  [/\/fault-matrix[^/]*$/, 20],
  [/^e2e\//, 30],
  [/^core\/route-table|^core\/exports\/exports|^core\/registry\/load-plugin|^sdk\/cli/, 25],
  [/^core\/(runs|sync|sandbox|replay|setup)\//, 10],
]

/**
 * The longest files first: known ones by what they took, the others by their folder and then by size. Those that share their process
 * with others come last, in one piece: whatever comes between them ends it.
 */
export default class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const bySize = await super.sort(files)
    return bySize
      .map((file, index) => ({
        file,
        index,
        seconds: secondsOf(path.relative(this.ctx.config.root, file.moduleId).replaceAll(path.sep, '/')),
      }))
      .sort((a, b) => sharing(a.file) - sharing(b.file) || b.seconds - a.seconds || a.index - b.index)
      .map(({ file }) => file)
  }
}

function sharing({ project }: TestSpecification): number {
  return project.config.isolate ? 0 : 1
}

function secondsOf(file: string): number {
  return SECONDS[file] ?? OTHERS.find(([place]) => place.test(file))?.[1] ?? 0
}
