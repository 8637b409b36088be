import type { Clock } from '../platform/clock.ts'
import type { Logger } from '../platform/logger.ts'

/** Limits of security.md 5; tests lower them. Times in milliseconds. */
export interface SandboxLimits {
  /** Time of one visit on its thread, or of all turns of one handler. A busy machine's waiting counts. */
  cpuMs: number
  /**
   * Time of one try of one visit as the core sees it: waiting for a child and starting again elsewhere count. A handler is not
   * bound by it: it waits for the host, and has the limit of its request.
   */
  wallMs: number
  /** How much longer than `cpuMs` a guest may hold its child before the child is killed: native loops do not obey the time limit. */
  graceMs: number
  /** A visit longer than this keeps its child to itself, and what queued behind it moves. */
  exclusiveAfterMs: number
  /** Heap of one isolate, as V8 counts it. */
  isolateMb: number
  /** Resident memory of a child; above it the child is killed. */
  childMb: number
  /** Of one step's output, as JSON; absent: the usual 4 MB. */
  outputBytes?: number
  /** How often busy children are looked at. */
  watchMs: number
  /** A child that had nothing to do for so long goes, but for one; it comes back as soon as work overlaps. */
  quietMs: number
}

export const DEFAULT_LIMITS: SandboxLimits = {
  cpuMs: 5000,
  wallMs: 10_000,
  graceMs: 500,
  exclusiveAfterMs: 100,
  isolateMb: 128,
  childMb: 384,
  watchMs: 25,
  quietMs: 60_000,
}

export interface SandboxOptions {
  clock: Clock
  logger: Pick<Logger, 'info' | 'warn' | 'error'>
  /** Children for flows and bundled plugins, started with the sandbox; at least 2, which is the default. A quiet one keeps fewer. */
  children?: number
  limits?: Partial<SandboxLimits>
}

/** A child holds the isolates of several flows, and the texts on their way in and out. */
const CHILD_PER_ISOLATE = 3

/** The limits that the operator may raise. */
export function sandboxLimits(config: { sandboxMemoryMb: number; stepOutputMaxBytes: number }): Partial<SandboxLimits> {
  const { sandboxMemoryMb, stepOutputMaxBytes } = config
  return { isolateMb: sandboxMemoryMb, childMb: sandboxMemoryMb * CHILD_PER_ISOLATE, outputBytes: stepOutputMaxBytes }
}
