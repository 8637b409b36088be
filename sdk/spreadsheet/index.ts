/** What spreadsheets are made of, without anything of Node: for connectors that read and write them, and for core, which does too. */
export { csvField, neutral } from './csv-field.ts'
export { csvLines, DELIMITERS, type Delimiter, guessDelimiter } from './csv-lines.ts'
export { columnLetters, linesOf, type SheetCell, type SheetEntry, sheetsOf, WANTED_PARTS, type WorkbookParts } from './workbook.ts'
export { xmlText } from './xml-scan.ts'
