import { type Classify, idleRows, type Witness } from '@tomada/sdk/emulator/testing/fault-matrix/error-table'
import { expect, test } from 'vitest'
import type { Json } from '../../sdk/flow/definition.ts'
import type { ErrorRule } from '../../sdk/manifest.gen.ts'
import { answerClassifier } from '../actions/answer-failure.ts'

interface ErrorTable {
  rules: readonly ErrorRule[]
  witnesses: readonly Witness[]
  /** When the answers came: epoch ms. */
  now: number
  headers?: Readonly<Record<string, string>>
}

/** The tests of a connector's error table: each answer means what the fact sheet says, and no row is idle. */
export function testErrorTable({ rules, witnesses, now, headers = {} }: ErrorTable): void {
  const classifierOf = (table: readonly ErrorRule[]): Classify => {
    const classify = answerClassifier(table)
    return ({ status, body }) => {
      const meaning = classify({ status, headers, json: jsonOf(body), text: body }, now)
      return meaning === 'empty' ? { empty: true } : meaning
    }
  }

  test.each(witnesses.map((witness): [string, Witness] => [witness.name, witness]))('error table: %s', (_name, witness) => {
    const meaning = classifierOf(rules)(witness)
    if (witness.means === null) expect(meaning).toBeNull()
    else expect(meaning).toMatchObject(witness.means)
  })

  test('deleting any row of the error table changes what an answer means', () => {
    expect(idleRows(rules, witnesses, classifierOf)).toEqual([])
  })
}

/** As the broker reads a body: what is no JSON is text only. */
function jsonOf(body: string): Json | null {
  try {
    return JSON.parse(body)
  } catch {
    return null
  }
}
