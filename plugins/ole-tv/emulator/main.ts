import { runEmulator } from '@tomada/sdk/emulator'
import { oleTv } from './ole-tv.ts'

await runEmulator(oleTv)
