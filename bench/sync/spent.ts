import { postgresTime } from '../process-times.ts'
import { WorkerProfile } from './worker-profile.ts'

/** Processor time of one record, in microseconds. */
export interface RecordMicros {
  /** This process, all its threads. */
  worker: number
  postgres: number
}

/** What one of the two that are compared took, over all its turns. */
export class Spent {
  records = 0
  ms = 0
  #workerMicros = 0
  #postgresMicros = 0
  #sinceMs = 0
  #workerSince = process.cpuUsage()
  #postgresSince = 0
  readonly #clusterFolder: string
  /** What the worker's time went to; it makes the worker slower. */
  readonly profile: WorkerProfile | null

  constructor(options: { clusterFolder: string; profiled: boolean }) {
    this.#clusterFolder = options.clusterFolder
    this.profile = options.profiled ? new WorkerProfile() : null
  }

  async start(): Promise<void> {
    this.#postgresSince = await postgresTime(this.#clusterFolder)
    await this.profile?.start()
    this.#sinceMs = performance.now()
    this.#workerSince = process.cpuUsage()
  }

  async stop(): Promise<void> {
    const { user, system } = process.cpuUsage(this.#workerSince)
    this.ms += performance.now() - this.#sinceMs
    this.#workerMicros += user + system
    await this.profile?.stop()
    this.#postgresMicros += (await postgresTime(this.#clusterFolder)) - this.#postgresSince
  }

  get perSec(): number {
    return Math.round((this.records / this.ms) * 1000)
  }

  get cpuMicros(): RecordMicros {
    return { worker: Math.round(this.#workerMicros / this.records), postgres: Math.round(this.#postgresMicros / this.records) }
  }
}
