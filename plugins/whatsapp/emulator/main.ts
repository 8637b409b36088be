import { runEmulator } from '@tomada/sdk/emulator'
import { whatsapp } from './whatsapp.ts'

await runEmulator(whatsapp)
