/** The smallest thing that says it is a PDF, as base64. */
export function pdfOf(text: string): string {
  return Buffer.from(`%PDF-1.4\n% ${text}\n%%EOF\n`, 'utf8').toString('base64')
}
