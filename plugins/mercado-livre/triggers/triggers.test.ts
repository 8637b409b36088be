import { readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { loadPlugin } from '../../../core/registry/load-plugin.ts'
import { readDeliveryFixture } from '../../../core/testing/capabilities.ts'
import type { Manifest } from '../../../sdk/manifest.gen.ts'
import { TOPICS } from '../emulator/notifications/topics.ts'

const FOLDER = path.join(import.meta.dirname, '..')
const manifest: Manifest = JSON.parse(readFileSync(path.join(FOLDER, 'manifest.json'), 'utf8'))

test.each(manifest.triggers.map(({ name }) => name))('ML-34 the recorded notification of %s makes its event', async (name) => {
  const { plugin } = await loadPlugin(FOLDER)
  const trigger = plugin?.triggers.get(name)
  const { delivery, data } = await readDeliveryFixture('mercado-livre', name)
  const event = trigger?.tier.kind === 'mapping' ? trigger.tier.mapping.apply(delivery) : null
  expect(event).toMatchObject({ data, time: '2026-10-30T16:19:20.129Z' })
  expect(trigger?.output.validator.validate(data)).toEqual([])
})

test.each(Object.keys(TOPICS))('ML-34 the topic %s starts exactly one trigger', (topic) => {
  expect(manifest.triggers.filter(({ topics }) => topics.includes(topic))).toHaveLength(1)
})

test('ML-34 each topic makes exactly one resource read its record again, or none', () => {
  const read = (manifest.resources ?? []).flatMap(({ webhook }) => webhook?.topics ?? [])
  expect(new Set(read).size).toBe(read.length)
  expect(read).toEqual(expect.arrayContaining(['orders_v2', 'items', 'questions', 'shipments', 'messages', 'claims', 'post_purchase']))
  expect(read.filter((topic) => !Object.hasOwn(TOPICS, topic))).toEqual([])
})
