// Generated from plugin-registry.schema.json by `npm run gen`. Do not edit.

/**
 * plugin-registry.json at the root: the bundled connectors, each at one version and checksum.
 */
export interface PluginRegistryFile {
  registryVersion: 1;
  registryId: string;
  /**
   * By id, `publisher/name`.
   */
  plugins: {
    [k: string]: {
      version: string;
      level: "official";
      /**
       * Of the folder as it is loaded.
       */
      integrity: string;
    };
  };
}
