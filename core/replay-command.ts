import { parseArgs } from 'node:util'
import type { Config } from './config/config.ts'
import { triggerDataFrom } from './events/trigger-data.store.ts'
import { createCurrentScript } from './flows/current-script.ts'
import { createFlowSource } from './flows/flow-source.ts'
import { systemClock } from './platform/clock.ts'
import { openDatabase } from './platform/db.ts'
import { AppError } from './platform/errors.ts'
import { createLogger } from './platform/logger.ts'
import { openSecretBox } from './platform/secrets.ts'
import { createReplay } from './replay/replay.service.ts'
import type { ReplayReport } from './replay/replay.types.ts'
import { createRecordedRuns, tenantOfRun } from './runs/recorded-runs.service.ts'
import { openSandbox } from './sandbox/pool.ts'
import { sandboxLimits } from './sandbox/sandbox-options.ts'
import { openDatabaseServer } from './setup/database-server.ts'
import { openWaitTokens } from './waits/wait-token.ts'
import { waitLinks } from './waits/waits.service.ts'

const USAGE = 'usage: tomada replay RUN [--version N] [--json]\n'

/**
 * `tomada replay RUN`: computes a recorded run again and compares every output. It opens the database and the sandbox and nothing
 * else: there is no way out to a provider in this process. Gives the exit code: 0 identical, 1 not, 2 nothing to replay.
 */
export async function replayCommand(args: string[], config: Config, say: (text: string) => void): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { version: { type: 'string' }, json: { type: 'boolean', default: false } },
  })
  const [runId] = positionals
  const version = values.version === undefined ? undefined : Number(values.version)
  if (runId === undefined || positionals.length !== 1 || (version !== undefined && !Number.isSafeInteger(version))) {
    say(USAGE)
    return 2
  }
  const server = await openDatabaseServer(config)
  try {
    const report = await replayOne(server.url, config, runId, version)
    say(values.json ? `${JSON.stringify(report)}\n` : reportText(report))
    return report.identical ? 0 : 1
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'not_found') throw error
    say(`There is no run ${runId}${version === undefined ? '' : `, or its flow has no version ${version}`}.\n`)
    return 2
  } finally {
    if (server.startedHere) await server.stop()
  }
}

async function replayOne(url: string, config: Config, runId: string, version: number | undefined): Promise<ReplayReport> {
  const db = openDatabase({ url, poolSize: 2 })
  const logger = createLogger({ level: 'silent' })
  const sandbox = await openSandbox({ clock: systemClock, logger, limits: sandboxLimits(config) })
  const currentScript = createCurrentScript({ engine: db.engine, sandbox, logger })
  try {
    const tenantId = await tenantOfRun(db.engine, runId)
    const tokens = openWaitTokens(config.encryptionKeys)
    const replay = createReplay({
      recorded: createRecordedRuns({ db, triggers: triggerDataFrom(db.engine), links: waitLinks(tokens, config.appBaseUrl) }),
      flows: createFlowSource({ engine: db.engine, secrets: openSecretBox(config.encryptionKeys), currentScript }),
      drafts: { read: () => Promise.reject(new AppError('not_found')) },
      sandbox,
      clock: systemClock,
    })
    return await replay.replay({ tenantId, userId: '' }, runId, version === undefined ? {} : { version })
  } finally {
    await sandbox.close()
    await db.close()
  }
}

function reportText({ runId, version, identical, firstDivergence, steps }: ReplayReport): string {
  const lines = steps.map(({ name, compared, answers, diverged }) => {
    const taken = answers === 0 ? '' : `, ${answers} from the journal`
    return `  ${diverged ? '✗' : '✓'} ${name}: ${compared} computed again${taken}`
  })
  const on = `${runId} on version ${version ?? '(draft)'}`
  if (identical) return `${lines.join('\n')}\n${on}: every output is the same, byte for byte.\n`
  const { name = '', path = '', field = '', at = '', recorded = null, computed = null } = firstDivergence ?? {}
  const found = [
    `  step      ${name} (${path})`,
    `  field     ${field}${at}`,
    `  recorded  ${JSON.stringify(recorded)}`,
    `  computed  ${JSON.stringify(computed)}`,
  ]
  return `${lines.join('\n')}\n${on}: it leaves what was recorded here:\n${found.join('\n')}\n`
}
