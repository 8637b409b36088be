import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { settingsOf, socketSettings } from './driver/settings.ts'

const ROOT = path.join(import.meta.dirname, '..', '..')
const LIBRARY = '@whiskeysockets/baileys'

test('WE-24 the library is pinned to one version, and only the driver and its emulator know it: another one takes its place there', () => {
  const { dependencies }: { dependencies: Record<string, string> } = JSON.parse(
    readFileSync(path.join(import.meta.dirname, 'package.json'), 'utf8'),
  )
  expect(dependencies[LIBRARY]).toMatch(/^\d+\.\d+\.\d+(-rc\d+)?$/)
  const users = ['core', 'sdk', 'ui/src', 'plugins'].flatMap((folder) =>
    readdirSync(path.join(ROOT, folder), { recursive: true, encoding: 'utf8' })
      .filter((file) => /\.(ts|svelte)$/.test(file) && !file.includes('node_modules'))
      .map((file) => path.join(folder, file))
      .filter((file) => readFileSync(path.join(ROOT, file), 'utf8').includes(LIBRARY)),
  )
  expect(users.length).toBeGreaterThan(5)
  expect(users.filter((file) => !/^plugins\/whatsapp\/(driver|emulator)\/|^plugins\/whatsapp\/library\.test\.ts$/.test(file))).toEqual([])
})

test('the version that WhatsApp is told is a setting, for the day it refuses the one that is built in', () => {
  const version = (clientVersion?: string) =>
    socketSettings(settingsOf({ settings: clientVersion === undefined ? {} : { clientVersion } }), null)
  expect(version('2.3000.1043857999')).toMatchObject({ version: [2, 3000, 1043857999] })
  expect(version()).not.toHaveProperty('version')
  expect(version('')).not.toHaveProperty('version')
})
