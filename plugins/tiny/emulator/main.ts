import { runEmulator } from '@tomada/sdk/emulator'
import { tiny } from './tiny.ts'

await runEmulator(tiny)
