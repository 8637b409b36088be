import { runEmulator } from '@tomada/sdk/emulator'
import { rotaCerta } from './rota-certa.ts'

await runEmulator(rotaCerta)
