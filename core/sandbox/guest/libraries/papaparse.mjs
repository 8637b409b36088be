import Papa from 'papaparse'

export const { parse, unparse } = Papa

export default { parse, unparse }
