import type { FaultList } from './fault-list.ts'
import { pointerParts } from './json-pointer.ts'
import { schemaAllows } from './localized-schema.ts'

/** Every path of `paths` that begins with `root` leads somewhere in a value of `schema`. */
export function checkPaths(
  paths: ReadonlyArray<readonly string[]>,
  root: string,
  schema: unknown,
  file: string,
  at: string,
  faults: FaultList,
): void {
  for (const [head, ...parts] of paths) {
    if (head === root && !schemaAllows(schema, parts)) faults.add(file, at, `${root}.${parts.join('.')} does not exist`)
  }
}

/** `pointer`, named at `at` in the manifest, leads somewhere in a value of `schema`. */
export function checkPointer(schema: unknown, pointer: string, at: string, faults: FaultList): void {
  if (!schemaAllows(schema, pointerParts(pointer))) faults.add('manifest.json', at, `${pointer} leads nowhere`)
}
