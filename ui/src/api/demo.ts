import './client.ts'
import * as api from './generated/sdk.gen.ts'

export type { Demo } from './generated/types.gen.ts'

export const readDemo = () => api.getDemo()
/** Answers at once; `readDemo` tells how far it is. Signs the visitor in where nobody is. */
export const startDemo = () => api.startDemo()
