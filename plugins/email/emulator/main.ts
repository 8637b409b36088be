import { runEmulator } from '@tomada/sdk/emulator'
import { email } from './email.ts'

await runEmulator(email)
