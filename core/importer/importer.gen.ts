// Generated from importer.schema.json by `npm run gen`. Do not edit.

export interface ImportN8N {
  /**
   * Text of an n8n export: one workflow, or a list of them.
   */
  text: string;
  /**
   * Only the report: nothing is created.
   */
  preview?: boolean;
  /**
   * Where the new flows are put.
   */
  folder?: string;
}
export interface BothTexts {
  en: string;
  "pt-BR": string;
}
export interface ImportReason {
  code: string;
  text: BothTexts;
}
export interface ImportedNode {
  node: string;
  /**
   * As n8n calls it.
   */
  type: string;
  verdict: "converted" | "approximated" | "missing";
  /**
   * Names of the steps it became.
   */
  steps: string[];
  reasons: ImportReason[];
}
export interface ImportedWorkflow {
  workflow: string;
  /**
   * The new flow; null in a preview.
   */
  flowId: string | null;
  counts: {
    converted: number;
    approximated: number;
    missing: number;
  };
  nodes: ImportedNode[];
  notes: ImportReason[];
}
export interface ImportReport {
  items: ImportedWorkflow[];
}
