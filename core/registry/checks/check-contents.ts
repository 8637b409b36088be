import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { isCnpj, isCpf } from '../../../sdk/flow/brazil-documents.ts'
import type { FaultList } from '../fault-list.ts'

/** What providers' secrets look like, and what people paste by mistake. */
const SECRETS: ReadonlyArray<[what: string, pattern: RegExp]> = [
  ['a private key', /-----BEGIN [A-Z ]*PRIVATE KEY-----/],
  ['a JSON web token', /\beyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}/],
  ['an AWS key', /\bAKIA[0-9A-Z]{16}\b/],
  ['a GitHub token', /\bgh[pousr]_[A-Za-z0-9]{36,}\b/],
  ['a marketplace token', /\b(APP_USR|TG)-\d{10,}-\d{6}-[0-9a-f]{32}/],
  ['a live key', /\b(sk|rk)_live_[A-Za-z0-9]{16,}/],
  ['a Slack token', /\bxox[abprs]-[A-Za-z0-9-]{20,}/],
]

/** Numbers that everybody uses as examples. */
const EXAMPLE_DOCUMENTS = new Set([
  '12345678909',
  '11144477735',
  '52998224725',
  '00000000191',
  '11222333000181',
  '12345678000195',
  '00000000000191',
])
const EMAIL = /[A-Za-z0-9._%+-]+@([A-Za-z0-9.-]+\.[A-Za-z]{2,})/g
const EXAMPLE_DOMAIN = /(^|\.)(example|test|invalid)(\.(com|net|org)(\.br)?)?$|(^|\.)exemplo\.com\.br$/i

export async function checkSecrets(folder: string, files: readonly string[], faults: FaultList): Promise<void> {
  for (const file of files) {
    const text = await readFile(path.join(folder, file), 'utf8')
    for (const [what, pattern] of SECRETS) if (pattern.test(text)) faults.add(file, '', `holds what looks like ${what}`)
  }
}

/** Samples are shown to everybody: nobody's address, document or phone. */
export async function checkPersonalData(folder: string, samples: readonly string[], faults: FaultList): Promise<void> {
  for (const file of samples) walk(JSON.parse(await readFile(path.join(folder, file), 'utf8')), '', file, faults)
}

function walk(value: unknown, at: string, file: string, faults: FaultList): void {
  if (typeof value === 'string') {
    const reason = personal(value)
    if (reason !== null) faults.add(file, at, `holds ${reason}`)
    return
  }
  if (typeof value !== 'object' || value === null) return
  for (const [key, member] of Object.entries(value)) walk(member, `${at}/${key}`, file, faults)
}

function personal(text: string): string | null {
  for (const found of text.matchAll(EMAIL))
    if (!EXAMPLE_DOMAIN.test(found[1] ?? '')) return 'an e-mail address outside of the example domains'
  const digits = text.replace(/[.\-/\s]/g, '')
  if (!/^\d{11}$|^\d{14}$/.test(digits) || EXAMPLE_DOCUMENTS.has(digits) || /^(\d)\1+$/.test(digits)) return null
  if (digits.length === 14 && isCnpj(digits)) return 'a CNPJ that may be somebody’s'
  // Ids of providers have eleven digits too, and one in a hundred of them passes the check digits: only what is written as a CPF.
  return /^\d{3}\.\d{3}\.\d{3}-\d{2}$/.test(text) && isCpf(digits) ? 'a CPF that may be somebody’s' : null
}
