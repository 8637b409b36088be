import { runEmulator } from '@tomada/sdk/emulator'
import { shop } from './shop.ts'

await runEmulator(shop)
