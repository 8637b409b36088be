import { exportFlow, type FlowFile, importFlow } from '#lib/api/flows.ts'

/** Several flows in one file are a list of what each alone would be. */
export async function downloadFlows(flowIds: readonly string[]): Promise<void> {
  const files: FlowFile[] = []
  for (const id of flowIds) files.push(await exportFlow(id))
  const [first] = files
  if (first === undefined) return
  const name = files.length === 1 ? fileName(first.name) : `fluxos-${files.length}`
  const text = JSON.stringify(files.length === 1 ? first : files, null, 2)
  const address = URL.createObjectURL(new Blob([text], { type: 'application/json' }))
  const link = document.createElement('a')
  link.href = address
  link.download = `${name}.tomada.json`
  link.click()
  URL.revokeObjectURL(address)
}

/** `Venda → pedido (Bling)` → `venda-pedido-bling`. */
export function fileName(name: string): string {
  const words = name
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '')
  return words.join('-').slice(0, 60) || 'fluxo'
}

/** The flows of a file, as far as it says of itself that it holds some; null: it is something else. The server checks each. */
export function readFlowFile(text: string): FlowFile[] | null {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return null // No JSON: no file of ours.
  }
  const files = Array.isArray(value) ? value : [value]
  return files.length > 0 && files.every(isFlowFile) ? files : null
}

function isFlowFile(value: unknown): value is FlowFile {
  return typeof value === 'object' && value !== null && 'format' in value && value.format === 'tomada-flow' && 'definition' in value
}

/** Whether a text looks like workflows of n8n, or like anything else of nodes and connections; the importer says what it is. */
export function isN8nFile(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text)
    const [first] = Array.isArray(value) ? value : [value]
    return typeof first === 'object' && first !== null && 'nodes' in first && 'connections' in first
  } catch {
    return false // No JSON: no export.
  }
}

/** New flows, one for each in the file, in its order. */
export async function createFlows(files: readonly FlowFile[]): Promise<string[]> {
  const ids: string[] = []
  for (const file of files) ids.push((await importFlow(file)).id)
  return ids
}
