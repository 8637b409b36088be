import { type ChildProcess, spawn } from 'node:child_process'
import type { GuestScripts } from './guest-scripts.ts'

/**
 * No files but the addon's, no child processes, no workers, no network, no inspector, and an environment of one variable (C01).
 * /etc/alpine-release is what the addon's loader probes for.
 */
export function spawnChild(scripts: Pick<GuestScripts, 'child' | 'addon'>, progressFd: number): ChildProcess {
  const readable = [scripts.addon.isolatedVm, scripts.addon.nodeGypBuild, '/etc/alpine-release']
  const permissions = ['--permission', '--allow-addons', ...readable.map((path) => `--allow-fs-read=${path}`)]
  const flags = ['--no-node-snapshot', '--no-warnings', '--disable-sigusr1', '--disallow-code-generation-from-strings']
  return spawn(process.execPath, [...permissions, ...flags, '-e', scripts.child], {
    cwd: '/',
    env: { TZ: 'UTC' },
    stdio: ['pipe', 'pipe', 'pipe', progressFd],
    windowsHide: true,
  })
}
