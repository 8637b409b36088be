import * as esbuild from 'esbuild'

/** esbuild works in a process of its own that stays. */
const IDLE_MS = 10_000

let users = 0
let timer: NodeJS.Timeout | undefined

/** The only way to esbuild: its process (21 MB) is ended when nobody has compiled anything for a while, and started again at need. */
export async function withEsbuild<T>(work: (service: Pick<typeof esbuild, 'build' | 'transform'>) => Promise<T>): Promise<T> {
  clearTimeout(timer)
  users++
  try {
    return await work(esbuild)
  } finally {
    users--
    if (users === 0) timer = setTimeout(stop, IDLE_MS).unref()
  }
}

function stop(): void {
  // It ends by itself when its input closes; that it was killed meanwhile changes nothing.
  if (users === 0) esbuild.stop().catch(() => undefined)
}
