// Generated from plugins/csv-xlsx by `npm run gen`. Do not edit. 9be0a0e8db27d226

export interface ReadCsvInput {
  /**
   * Text. The CSV itself, instead of a file.
   */
  text?: string;
  /**
   * File (base64). Up to 10 MB, for example the attachment of an e-mail.
   */
  contentBase64?: string;
  /**
   * Delimiter. Found out when left out.
   */
  delimiter?: ";" | "," | "\t" | "|";
  /**
   * Encoding
   */
  encoding?: "auto" | "utf-8" | "windows-1252";
  /**
   * First row has the names. Yes unless said.
   */
  header?: boolean;
}
export interface ReadCsvOutput {
  /**
   * Columns
   *
   * @maxItems 500
   */
  columns: string[];
  /**
   * Rows
   *
   * @maxItems 50000
   */
  rows: {
    [k: string]: string | number | boolean | null;
  }[];
  /**
   * Number of rows
   */
  count: number;
}
export interface ReadXlsxInput {
  /**
   * File (base64). Up to 10 MB, for example the attachment of an e-mail.
   */
  contentBase64: string;
  /**
   * Sheet. The first one unless said.
   */
  sheet?: string;
  /**
   * First row has the names. Yes unless said.
   */
  header?: boolean;
}
export interface ReadXlsxOutput {
  /**
   * Sheet
   */
  sheet: string;
  /**
   * All sheets
   */
  sheets: string[];
  /**
   * Columns
   *
   * @maxItems 500
   */
  columns: string[];
  /**
   * Rows
   *
   * @maxItems 50000
   */
  rows: {
    [k: string]: string | number | boolean | null;
  }[];
  /**
   * Number of rows
   */
  count: number;
}
export interface WriteCsvInput {
  /**
   * Rows
   *
   * @maxItems 50000
   */
  rows: {
    [k: string]: string | number | boolean | null;
  }[];
  /**
   * Columns. All that the rows have, in their order, unless said.
   *
   * @maxItems 500
   */
  columns?: string[];
  /**
   * Delimiter. Semicolon unless said, as Excel in Brazil expects.
   */
  delimiter?: ";" | "," | "\t" | "|";
  /**
   * File name
   */
  filename?: string;
}
export interface WriteCsvOutput {
  /**
   * File name
   */
  filename: string;
  /**
   * Type
   */
  contentType: string;
  /**
   * Content (base64)
   */
  contentBase64: string;
  /**
   * Text
   */
  text: string;
  /**
   * Number of rows
   */
  count: number;
}
export interface WriteXlsxInput {
  /**
   * Rows
   *
   * @maxItems 50000
   */
  rows: {
    [k: string]: string | number | boolean | null;
  }[];
  /**
   * Columns. All that the rows have, in their order, unless said.
   *
   * @maxItems 500
   */
  columns?: string[];
  /**
   * Sheet name
   */
  sheet?: string;
  /**
   * File name
   */
  filename?: string;
}
export interface WriteXlsxOutput {
  /**
   * File name
   */
  filename: string;
  /**
   * Type
   */
  contentType: string;
  /**
   * Content (base64)
   */
  contentBase64: string;
  /**
   * Number of rows
   */
  count: number;
}
export interface UnpackGzipInput {
  /**
   * File (base64)
   */
  contentBase64: string;
}
export interface UnpackGzipOutput {
  /**
   * Content (base64)
   */
  contentBase64: string;
  /**
   * Size
   */
  sizeBytes: number;
}
