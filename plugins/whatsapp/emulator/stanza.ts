import { type BinaryNode, getBinaryNodeChild, jidDecode, type proto } from '@whiskeysockets/baileys'

export const SERVER = 's.whatsapp.net'

/** Attributes that are undefined are left out. */
export function stanza(tag: string, attrs: Record<string, string | undefined> = {}, content?: BinaryNode['content']): BinaryNode {
  const given = Object.fromEntries(Object.entries(attrs).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])))
  return { tag, attrs: given, ...(content === undefined ? {} : { content }) }
}

/** The part in front of the `@`, without the device. */
export function userOf(jid: string | undefined): string {
  return jidDecode(jid)?.user ?? ''
}

export function deviceOf(jid: string | undefined): number {
  return jidDecode(jid)?.device ?? 0
}

export function childrenOf(node: BinaryNode | undefined): BinaryNode[] {
  return Array.isArray(node?.content) ? node.content : []
}

/** Bytes of a child that must be there. */
export function bytesOf(node: BinaryNode | undefined, tag?: string): Buffer {
  const found = tag === undefined ? node : getBinaryNodeChild(node, tag)
  if (found === undefined || typeof found.content === 'string' || Array.isArray(found.content) || found.content === undefined)
    throw new Error(`<${node?.tag ?? '?'}> has no ${tag ?? 'bytes'}`)
  return Buffer.from(found.content)
}

export function nowSeconds(nowMs: number): string {
  return String(Math.floor(nowMs / 1000))
}

export type Message = proto.IMessage
