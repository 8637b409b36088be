import { registerHooks } from 'node:module'

/**
 * Loaded before a connector's own programs (`node --import`): `@tomada/sdk` is the SDK of this installation, wherever the connector's
 * folder lies and whether or not its packages are installed.
 */
registerHooks({
  resolve(specifier, context, next) {
    const isSdk = specifier === '@tomada/sdk' || specifier.startsWith('@tomada/sdk/')
    return next(specifier, isSdk ? { ...context, parentURL: import.meta.url } : context)
  },
})
