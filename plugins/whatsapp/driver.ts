import { defineDriver } from '@tomada/sdk/driver'
import { openSession } from './driver/session.ts'

export default defineDriver({ open: openSession })
