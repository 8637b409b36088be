import { runEmulator } from '@tomada/sdk/emulator'
import { mercadoLivre } from './mercado-livre.ts'

await runEmulator(mercadoLivre)
