import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { DEVELOPMENT_FILE, type LoadReport, type LoadRequest } from '../../../core/development/development.service.ts'
import { CommandError } from '../terminal.ts'

/** A Tomada that runs in development on this machine. */
export interface DevHost {
  url: string
  load(request: LoadRequest): Promise<LoadReport>
}

/** The host whose data folder this is. Throws CommandError when none runs there. */
export async function findHost(dataDir: string): Promise<DevHost> {
  const text = await readFile(path.join(dataDir, DEVELOPMENT_FILE), 'utf8').catch((cause: unknown) => {
    throw new CommandError(`no Tomada runs in development with the data folder ${dataDir}: start it with npm start`, { cause })
  })
  const { url, token }: { url: string; token: string } = JSON.parse(text)
  if (!/^http:\/\/(127\.0\.0\.1|localhost|\[::1\]):\d+$/.test(url)) throw new CommandError(`${url} is not on this machine`)
  return {
    url,
    async load(request) {
      const answer = await fetch(`${url}/development/connectors`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
        body: JSON.stringify(request),
      }).catch((cause: unknown) => {
        throw new CommandError(`Tomada does not answer at ${url}: start it with npm start`, { cause })
      })
      if (!answer.ok) throw new CommandError(`Tomada at ${url} refused it: HTTP ${answer.status}`)
      return JSON.parse(await answer.text())
    },
  }
}
