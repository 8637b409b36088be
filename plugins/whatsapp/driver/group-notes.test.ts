import { expect, test } from 'vitest'
import { newAuth } from '../emulator/testing/companion.ts'
import { keepWipes } from './group-notes.ts'

const GROUP = '120363040000000001@g.us'

test('a member of a group that asks for its key while the message is still being sent gets it, and no second time', async () => {
  const keys = keepWipes(newAuth().keys)
  const note = async () => (await keys.get('sender-key-memory', [GROUP]))[GROUP]
  const write = (who: { [device: string]: boolean } | null) => keys.set({ 'sender-key-memory': { [GROUP]: who } })
  expect(await note()).toBeUndefined()
  await write(null)
  await write({ maria: true })
  expect(await note()).toBeUndefined()
  await write({ maria: true })
  expect(await note()).toEqual({ maria: true })
})
