#!/usr/bin/env node
import { runCli } from './main.ts'

process.exitCode = await runCli(process.argv.slice(2), {
  folder: process.cwd(),
  say: (text) => process.stdout.write(text),
  complain: (text) => process.stderr.write(text),
})
