/** Where the person stands who gave the command: npm runs scripts in the project's folder, and says in `INIT_CWD` where it was called. */
export function callersFolder(): string {
  return process.env['INIT_CWD'] ?? process.cwd()
}
