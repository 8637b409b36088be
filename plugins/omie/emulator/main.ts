import { runEmulator } from '@tomada/sdk/emulator'
import { omie } from './omie.ts'

await runEmulator(omie)
