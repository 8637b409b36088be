import { runEmulator } from '@tomada/sdk/emulator'
import { bling } from './bling.ts'

await runEmulator(bling)
