export * from 'fast-xml-parser'
