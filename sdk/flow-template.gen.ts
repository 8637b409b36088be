// Generated from flow-template.schema.json by `npm run gen`. Do not edit.

/**
 * A flow to start from. Connections are empty texts: the workspace's own are filled in.
 */
export interface FlowTemplateFile {
  /**
   * Unique among all templates.
   */
  id: string;
  name: Text;
  description: Text;
  /**
   * Where the gallery lists it.
   */
  category?: "orders" | "stock" | "customers" | "service" | "shipping" | "reports" | "operations" | "other";
  /**
   * Connectors it needs.
   *
   * @maxItems 10
   */
  plugins: string[];
  /**
   * Connectors that it does without: their steps are switched off in a workspace that has no connection to them.
   *
   * @maxItems 10
   */
  optionalPlugins?: string[];
  /**
   * A flow definition; checked by its own schema.
   */
  definition: {
    [k: string]: unknown;
  };
  /**
   * For the demonstration workspace: this scenario of that connector's emulator starts it.
   */
  demo?: {
    plugin: string;
    scenario: string;
  };
}
export interface Text {
  en: string;
  "pt-BR": string;
}
