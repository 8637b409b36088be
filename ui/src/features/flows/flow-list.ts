import type { Flow } from '#lib/api/flows.ts'
import { matches } from '#lib/i18n/search.ts'

export interface FlowFilter {
  /** Empty: whatever its name. */
  search: string
  /** Empty: in any folder; `/`: in none. A folder holds those inside it. */
  folder: string
  /** Empty: with any tag or none. */
  tag: string
}

export const NO_FOLDER = '/'

type Placed = Pick<Flow, 'name' | 'folder' | 'tags'>

export function fits(flow: Placed, { search, folder, tag }: FlowFilter): boolean {
  if (!matches(`${flow.name} ${flow.folder} ${flow.tags.join(' ')}`, search)) return false
  if (folder === NO_FOLDER && flow.folder !== '') return false
  if (folder !== '' && folder !== NO_FOLDER && flow.folder !== folder && !flow.folder.startsWith(`${folder}/`)) return false
  return tag === '' || flow.tags.includes(tag)
}

/** Every folder in use with the ones around it, in order. */
export function foldersOf(flows: readonly Placed[]): string[] {
  const folders = new Set<string>()
  for (const { folder } of flows) {
    const parts = folder.split('/').filter((part) => part !== '')
    for (const [index] of parts.entries()) folders.add(parts.slice(0, index + 1).join('/'))
  }
  return [...folders].sort((a, b) => a.localeCompare(b))
}

export function tagsOf(flows: readonly Placed[]): string[] {
  return [...new Set(flows.flatMap((flow) => flow.tags))].sort((a, b) => a.localeCompare(b))
}

/** `urgente, loja 1,` → two tags, each once. */
export function readTags(text: string): string[] {
  const tags = text.split(',').map((tag) => tag.trim().slice(0, 40))
  return [...new Set(tags.filter((tag) => tag !== ''))].slice(0, 20)
}
