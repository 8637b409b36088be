// Generated from template.schema.json by `npm run gen`. Do not edit.

/**
 * A ready-made flow in a connector's templates/ folder. Connections are left empty and filled in from the workspace.
 */
export interface FlowTemplate {
  id: string;
  name: Text;
  description: Text;
  plugins: string[];
  /**
   * A flow definition; checked by sdk/flow/definition.schema.json.
   */
  definition: {};
  demo?: {
    plugin: string;
    scenario: string;
  };
}
export interface Text {
  en: string;
  "pt-BR": string;
}
