/**
 * The process that holds isolates: the only place where guest code runs. Started by `child-process.ts` under Node's permission
 * model with an empty environment. It knows no tenant data but what a frame carries, and has nothing to give away: no files,
 * no sockets, no secrets. Bundled by esbuild into one text; the core never imports it.
 */
import { SandboxProcess } from './child/sandbox-process.ts'

new SandboxProcess().listen()
