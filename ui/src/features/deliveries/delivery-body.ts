import type { Json } from '@tomada/sdk/flow'

const BASE64 = 'base64:'
/** Past this many characters the tree is not offered: parsing would hold the page up. */
const TREE_LIMIT = 2_000_000

export interface DeliveryBody {
  /** As it came; of bytes that are no text, their base64. */
  text: string
  isBinary: boolean
  /** Length in bytes. */
  size: number
  /** Absent when it is no JSON, or too much of it. */
  json?: Json
}

/** Reads the body as the API gives it. */
export function readBody(body: string): DeliveryBody {
  if (body.startsWith(BASE64)) {
    const text = body.slice(BASE64.length)
    return { text, isBinary: true, size: Math.floor((text.replace(/=+$/, '').length * 3) / 4) }
  }
  const size = new TextEncoder().encode(body).length
  if (body.trim() === '' || body.length > TREE_LIMIT) return { text: body, isBinary: false, size }
  try {
    const json: Json = JSON.parse(body)
    return { text: body, isBinary: false, size, json }
  } catch {
    // Not JSON: it is shown as text.
    return { text: body, isBinary: false, size }
  }
}
