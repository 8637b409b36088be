/**
 * First import of the process: libraries in here print session objects, private keys included, to the console of the process. What they
 * say is dropped, whatever it is; the host's own lines go another way.
 */
for (const method of ['debug', 'dir', 'error', 'info', 'log', 'table', 'trace', 'warn'] as const) console[method] = () => {}
