/** The library under the phones prints session objects to the console: standard output is for the emulator's one line. */
for (const method of ['info', 'log', 'warn', 'error'] as const) {
  const print = console[method].bind(console)
  console[method] = (...values: unknown[]) => {
    if (values.every((value) => typeof value === 'string') && !/session/i.test(values.join(' '))) print(...values)
  }
}
