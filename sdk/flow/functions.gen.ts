// Generated from the functions of sdk/flow by `npm run gen`. Do not edit.

/** A function of expressions and code steps: what it takes, gives and does, with examples of what it gives. */
export interface FunctionHelp {
  object: string
  name: string
  signature: string
  summary: string
  examples: ReadonlyArray<{ expression: string; result: string }>
}

export const FUNCTION_HELP: readonly FunctionHelp[] = [
  {
    "object": "money",
    "name": "parse",
    "signature": "(amount: Amount, options?: { decimal?: ',' | '.' }): string",
    "summary": "An amount as decimal text, every place of it kept, at least two. `decimal` says which sign stands before the fraction.",
    "examples": [
      {
        "expression": "money.parse('R$ 1.234,5')",
        "result": "'1234.50'"
      },
      {
        "expression": "money.parse('1,234.56')",
        "result": "'1234.56'"
      },
      {
        "expression": "money.parse('1.234', { decimal: ',' })",
        "result": "'1234.00'"
      }
    ]
  },
  {
    "object": "money",
    "name": "isAmount",
    "signature": "(value: unknown): boolean",
    "summary": "Whether `parse` can read it.",
    "examples": [
      {
        "expression": "money.isAmount('1.234,56')",
        "result": "true"
      },
      {
        "expression": "money.isAmount('1.234')",
        "result": "false"
      }
    ]
  },
  {
    "object": "money",
    "name": "add",
    "signature": "(...amounts: Amount[]): string",
    "summary": "The sum of the amounts.",
    "examples": [
      {
        "expression": "money.add(0.1, '0,20', 'R$ 1.000,00')",
        "result": "'1000.30'"
      }
    ]
  },
  {
    "object": "money",
    "name": "subtract",
    "signature": "(first: Amount, ...others: Amount[]): string",
    "summary": "The first amount less all the others.",
    "examples": [
      {
        "expression": "money.subtract('10.00', 0.01, 9.99)",
        "result": "'0.00'"
      }
    ]
  },
  {
    "object": "money",
    "name": "sum",
    "signature": "<T>(list: readonly T[], of?: AmountOf<T>): string",
    "summary": "The sum over a list: of amounts, or of a field of its items.",
    "examples": [
      {
        "expression": "money.sum([{ total: '10.10' }, { total: 0.2 }], 'total')",
        "result": "'10.30'"
      },
      {
        "expression": "money.sum([1, 2], (n) => n * 2)",
        "result": "'6.00'"
      }
    ]
  },
  {
    "object": "money",
    "name": "multiply",
    "signature": "(amount: Amount, factor: Amount, rounding?: Rounding): string",
    "summary": "Amount times a factor.",
    "examples": [
      {
        "expression": "money.multiply('19.90', 3)",
        "result": "'59.70'"
      },
      {
        "expression": "money.multiply('0.125', 1, 'half-even')",
        "result": "'0.12'"
      }
    ]
  },
  {
    "object": "money",
    "name": "divide",
    "signature": "(amount: Amount, by: Amount, rounding?: Rounding): string",
    "summary": "Amount divided by a number. To share an amount out use `allocate`, which loses no cent. Throws RangeError for zero.",
    "examples": [
      {
        "expression": "money.divide('10.00', 3)",
        "result": "'3.33'"
      }
    ]
  },
  {
    "object": "money",
    "name": "percent",
    "signature": "(amount: Amount, percentage: Amount, rounding?: Rounding): string",
    "summary": "So many per cent of an amount.",
    "examples": [
      {
        "expression": "money.percent('199.90', 12.5)",
        "result": "'24.99'"
      }
    ]
  },
  {
    "object": "money",
    "name": "percentOf",
    "signature": "(part: Amount, whole: Amount, places?: number): string",
    "summary": "How many per cent of the whole a part is, as decimal text. Throws RangeError when the whole is zero.",
    "examples": [
      {
        "expression": "money.percentOf('24.99', '199.90')",
        "result": "'12.50'"
      }
    ]
  },
  {
    "object": "money",
    "name": "round",
    "signature": "(amount: Amount, places?: number, rounding?: Rounding): string",
    "summary": "The amount with so many places, 0 to 20.",
    "examples": [
      {
        "expression": "money.round(2.345)",
        "result": "'2.35'"
      },
      {
        "expression": "money.round(2.345, 2, 'half-even')",
        "result": "'2.34'"
      }
    ]
  },
  {
    "object": "money",
    "name": "allocate",
    "signature": "(amount: Amount, parts: number | readonly Amount[]): string[]",
    "summary": "Shares an amount out without losing or inventing a cent: in so many equal parts, or by weights. Cents left over go to the shares that lost most by rounding, the earlier first. Throws RangeError for no parts, negative weights or weights of zero in all.",
    "examples": [
      {
        "expression": "money.allocate('100.00', 3)",
        "result": "['33.34', '33.33', '33.33']"
      },
      {
        "expression": "money.allocate('10.00', [70, 20, 10])",
        "result": "['7.00', '2.00', '1.00']"
      }
    ]
  },
  {
    "object": "money",
    "name": "compare",
    "signature": "(a: Amount, b: Amount): number",
    "summary": "-1, 0 or 1.",
    "examples": [
      {
        "expression": "money.compare('9.99', 10)",
        "result": "-1"
      }
    ]
  },
  {
    "object": "money",
    "name": "equals",
    "signature": "(a: Amount, b: Amount): boolean",
    "summary": "Whether two amounts are the same, however they are written.",
    "examples": [
      {
        "expression": "money.equals('R$ 1.000,00', 1000)",
        "result": "true"
      }
    ]
  },
  {
    "object": "money",
    "name": "min",
    "signature": "(first: Amount, ...others: Amount[]): string",
    "summary": "The smallest of the amounts.",
    "examples": [
      {
        "expression": "money.min('10.00', 9.5)",
        "result": "'9.50'"
      }
    ]
  },
  {
    "object": "money",
    "name": "max",
    "signature": "(first: Amount, ...others: Amount[]): string",
    "summary": "The largest of the amounts.",
    "examples": [
      {
        "expression": "money.max('10.00', 9.5)",
        "result": "'10.00'"
      }
    ]
  },
  {
    "object": "money",
    "name": "absolute",
    "signature": "(amount: Amount): string",
    "summary": "The amount without its sign.",
    "examples": [
      {
        "expression": "money.absolute('-0,01')",
        "result": "'0.01'"
      }
    ]
  },
  {
    "object": "money",
    "name": "toCents",
    "signature": "(amount: Amount): number",
    "summary": "Whole cents, as an integer. Throws RangeError beyond what a number holds exactly.",
    "examples": [
      {
        "expression": "money.toCents('12.34')",
        "result": "1234"
      }
    ]
  },
  {
    "object": "money",
    "name": "fromCents",
    "signature": "(cents: number): string",
    "summary": "An amount of so many whole cents.",
    "examples": [
      {
        "expression": "money.fromCents(1234)",
        "result": "'12.34'"
      }
    ]
  },
  {
    "object": "money",
    "name": "toNumber",
    "signature": "(amount: Amount): number",
    "summary": "As a JSON number with two places, for providers that want one. Not for computing on.",
    "examples": [
      {
        "expression": "money.toNumber('1.234,5')",
        "result": "1234.5"
      }
    ]
  },
  {
    "object": "money",
    "name": "format",
    "signature": "(amount: Amount, symbol?: string): string",
    "summary": "As people write it in Brazil; an empty `symbol` leaves it out.",
    "examples": [
      {
        "expression": "money.format(1234567.5)",
        "result": "'R$ 1.234.567,50'"
      },
      {
        "expression": "money.format('-0.01', '')",
        "result": "'-0,01'"
      }
    ]
  },
  {
    "object": "document",
    "name": "clean",
    "signature": "(value: unknown): string",
    "summary": "Digits (and the letters of a CNPJ, as capitals) without dots, dashes, slashes and blanks.",
    "examples": [
      {
        "expression": "document.clean(' 12.abc.345/01de-35 ')",
        "result": "'12ABC34501DE35'"
      }
    ]
  },
  {
    "object": "document",
    "name": "isCpf",
    "signature": "(value: unknown): boolean",
    "summary": "Whether it is a CPF with the right check digits. One digit eleven times is none.",
    "examples": [
      {
        "expression": "document.isCpf('529.982.247-25')",
        "result": "true"
      }
    ]
  },
  {
    "object": "document",
    "name": "isCnpj",
    "signature": "(value: unknown): boolean",
    "summary": "Whether it is a CNPJ, numeric or alphanumeric, with the right check digits.",
    "examples": [
      {
        "expression": "document.isCnpj('12.ABC.345/01DE-35')",
        "result": "true"
      },
      {
        "expression": "document.isCnpj('11.222.333/0001-80')",
        "result": "false"
      }
    ]
  },
  {
    "object": "document",
    "name": "isValid",
    "signature": "(value: unknown): boolean",
    "summary": "Whether it is a valid CPF or CNPJ.",
    "examples": [
      {
        "expression": "document.isValid('11.222.333/0001-81')",
        "result": "true"
      }
    ]
  },
  {
    "object": "document",
    "name": "type",
    "signature": "(value: unknown): DocumentKind | null",
    "summary": "`cpf`, `cnpj`, or null when it is neither or its check digits are wrong.",
    "examples": [
      {
        "expression": "document.type('52998224725')",
        "result": "'cpf'"
      }
    ]
  },
  {
    "object": "document",
    "name": "personType",
    "signature": "(value: unknown): 'F' | 'J' | null",
    "summary": "`F` for a valid CPF (a person), `J` for a valid CNPJ (a company), else null: as many ERPs want it.",
    "examples": [
      {
        "expression": "document.personType('11222333000181')",
        "result": "'J'"
      }
    ]
  },
  {
    "object": "document",
    "name": "check",
    "signature": "(value: unknown, kind?: DocumentKind): string",
    "summary": "The clean document, or TypeError that says what is wrong with it.",
    "examples": [
      {
        "expression": "document.check('529.982.247-25')",
        "result": "'52998224725'"
      }
    ]
  },
  {
    "object": "document",
    "name": "format",
    "signature": "(value: unknown): string",
    "summary": "`123.456.789-09` or `12.ABC.345/01DE-35`; a text that is neither comes back as it was.",
    "examples": [
      {
        "expression": "document.format('52998224725')",
        "result": "'529.982.247-25'"
      },
      {
        "expression": "document.format('12abc34501de35')",
        "result": "'12.ABC.345/01DE-35'"
      }
    ]
  },
  {
    "object": "document",
    "name": "pad",
    "signature": "(value: unknown, kind: DocumentKind): string",
    "summary": "Puts back the zeros that a spreadsheet or a number lost in front.",
    "examples": [
      {
        "expression": "document.pad(191, 'cnpj')",
        "result": "'00000000000191'"
      }
    ]
  },
  {
    "object": "document",
    "name": "withCheckDigits",
    "signature": "(value: unknown): string",
    "summary": "The document with its two check digits, from the nine digits of a CPF or the twelve places of a CNPJ. Throws TypeError for other lengths.",
    "examples": [
      {
        "expression": "document.withCheckDigits('12ABC34501DE')",
        "result": "'12ABC34501DE35'"
      }
    ]
  },
  {
    "object": "document",
    "name": "cnpjRoot",
    "signature": "(value: unknown): string",
    "summary": "The part of a CNPJ that all branches of a company share. Throws TypeError for what is not a CNPJ.",
    "examples": [
      {
        "expression": "document.cnpjRoot('11.222.333/0001-81')",
        "result": "'11222333'"
      }
    ]
  },
  {
    "object": "document",
    "name": "mask",
    "signature": "(value: unknown): string",
    "summary": "For screens and logs that should not show it whole; what is neither CPF nor CNPJ is hidden altogether.",
    "examples": [
      {
        "expression": "document.mask('52998224725')",
        "result": "'***.982.247-**'"
      }
    ]
  },
  {
    "object": "cep",
    "name": "clean",
    "signature": "(value: unknown): string",
    "summary": "The eight digits, or TypeError that says what is wrong.",
    "examples": [
      {
        "expression": "cep.clean('01310-100')",
        "result": "'01310100'"
      },
      {
        "expression": "cep.clean(1310100)",
        "result": "'01310100'"
      }
    ]
  },
  {
    "object": "cep",
    "name": "isValid",
    "signature": "(value: unknown): boolean",
    "summary": "Whether it has eight digits of a range that a state has. Whether a street has it only Correios know.",
    "examples": [
      {
        "expression": "cep.isValid('99999-999')",
        "result": "true"
      },
      {
        "expression": "cep.isValid('00000-000')",
        "result": "false"
      }
    ]
  },
  {
    "object": "cep",
    "name": "format",
    "signature": "(value: unknown): string",
    "summary": "With its dash. Throws TypeError for what is not a CEP.",
    "examples": [
      {
        "expression": "cep.format('01310100')",
        "result": "'01310-100'"
      }
    ]
  },
  {
    "object": "cep",
    "name": "stateOf",
    "signature": "(value: unknown): State | null",
    "summary": "The state by the range, or null for what is not a CEP.",
    "examples": [
      {
        "expression": "cep.stateOf('01310-100')",
        "result": "'SP'"
      }
    ]
  },
  {
    "object": "phone",
    "name": "parse",
    "signature": "(value: unknown, options?: PhoneOptions): Phone",
    "summary": "The number in its parts, or TypeError that says what is wrong with it.",
    "examples": [
      {
        "expression": "phone.parse('(11) 8765-4321').e164",
        "result": "'+5511987654321'"
      },
      {
        "expression": "phone.parse('3333-4444', { ddd: 21 }).kind",
        "result": "'landline'"
      }
    ]
  },
  {
    "object": "phone",
    "name": "e164",
    "signature": "(value: unknown, options?: PhoneOptions): string",
    "summary": "As programs exchange it. Throws TypeError for what is not a Brazilian number.",
    "examples": [
      {
        "expression": "phone.e164('(11) 98765-4321')",
        "result": "'+5511987654321'"
      }
    ]
  },
  {
    "object": "phone",
    "name": "isValid",
    "signature": "(value: unknown, options?: PhoneOptions): boolean",
    "summary": "Whether `parse` can read it.",
    "examples": [
      {
        "expression": "phone.isValid('(20) 98765-4321')",
        "result": "false"
      }
    ]
  },
  {
    "object": "phone",
    "name": "isMobile",
    "signature": "(value: unknown, options?: PhoneOptions): boolean",
    "summary": "Whether it is a mobile number, with or without its ninth digit.",
    "examples": [
      {
        "expression": "phone.isMobile('11 8765-4321')",
        "result": "true"
      }
    ]
  },
  {
    "object": "phone",
    "name": "isLandline",
    "signature": "(value: unknown, options?: PhoneOptions): boolean",
    "summary": "Whether it is a land line.",
    "examples": [
      {
        "expression": "phone.isLandline('1133334444')",
        "result": "true"
      }
    ]
  },
  {
    "object": "phone",
    "name": "format",
    "signature": "(value: unknown, options?: PhoneOptions): string",
    "summary": "As people write it in Brazil. Throws TypeError for what is not a Brazilian number.",
    "examples": [
      {
        "expression": "phone.format('5511987654321')",
        "result": "'(11) 98765-4321'"
      },
      {
        "expression": "phone.format('1133334444')",
        "result": "'(11) 3333-4444'"
      }
    ]
  },
  {
    "object": "phone",
    "name": "withNinthDigit",
    "signature": "(value: unknown, options?: PhoneOptions): string",
    "summary": "Digits with country and area, a mobile with its ninth digit: what most messaging providers want.",
    "examples": [
      {
        "expression": "phone.withNinthDigit('11 8765-4321')",
        "result": "'5511987654321'"
      }
    ]
  },
  {
    "object": "phone",
    "name": "withoutNinthDigit",
    "signature": "(value: unknown, options?: PhoneOptions): string",
    "summary": "Digits with country and area, a mobile without its ninth digit: what WhatsApp still calls many accounts outside of areas 11 to 28.",
    "examples": [
      {
        "expression": "phone.withoutNinthDigit('(51) 98765-4321')",
        "result": "'555187654321'"
      }
    ]
  },
  {
    "object": "phone",
    "name": "isSame",
    "signature": "(a: unknown, b: unknown, options?: PhoneOptions): boolean",
    "summary": "Whether two texts mean the same line, however they are written.",
    "examples": [
      {
        "expression": "phone.isSame('555187654321@s.whatsapp.net', '(51) 98765-4321')",
        "result": "true"
      }
    ]
  },
  {
    "object": "phone",
    "name": "areas",
    "signature": "(): number[]",
    "summary": "All area codes of Brazil, ascending.",
    "examples": [
      {
        "expression": "phone.areas().length",
        "result": "67"
      }
    ]
  },
  {
    "object": "nfe",
    "name": "clean",
    "signature": "(value: unknown): string",
    "summary": "The key without blanks, dots and a prefix such as `NFe`, in capitals.",
    "examples": [
      {
        "expression": "nfe.clean('NFe1318 1017 9214 2700 0125 6500 1000 0000 3098 8725 1170')",
        "result": "'13181017921427000125650010000000309887251170'"
      }
    ]
  },
  {
    "object": "nfe",
    "name": "parse",
    "signature": "(value: unknown): AccessKey",
    "summary": "What the key says, or TypeError that says what is wrong with it: its length, its check digit, its state, month, emitter or model.",
    "examples": [
      {
        "expression": "nfe.parse('13181017921427000125650010000000309887251170').number",
        "result": "30"
      },
      {
        "expression": "nfe.parse('13181017921427000125650010000000309887251170').modelName",
        "result": "'NFC-e'"
      }
    ]
  },
  {
    "object": "nfe",
    "name": "isValid",
    "signature": "(value: unknown): boolean",
    "summary": "Whether `parse` can read it.",
    "examples": [
      {
        "expression": "nfe.isValid('13181017921427000125650010000000309887251171')",
        "result": "false"
      }
    ]
  },
  {
    "object": "nfe",
    "name": "format",
    "signature": "(value: unknown): string",
    "summary": "In groups of four, as printed. Throws TypeError for what is not a key.",
    "examples": [
      {
        "expression": "nfe.format('13181017921427000125650010000000309887251170')",
        "result": "'1318 1017 9214 2700 0125 6500 1000 0000 3098 8725 1170'"
      }
    ]
  },
  {
    "object": "nfe",
    "name": "checkDigit",
    "signature": "(first: unknown): number",
    "summary": "The digit that belongs after the first 43 places. Throws TypeError for other lengths.",
    "examples": [
      {
        "expression": "nfe.checkDigit('1318101792142700012565001000000030988725117')",
        "result": "0"
      }
    ]
  },
  {
    "object": "boleto",
    "name": "parse",
    "signature": "(value: unknown, options?: { near?: string | number | Date }): Boleto",
    "summary": "What the slip says, all its check digits verified, or TypeError that says what is wrong. The due date is a number of days that began again in 2025: of the two dates it can mean, the one nearer to `near` (now, unless given as a Date or ISO text) is taken.",
    "examples": [
      {
        "expression": "boleto.parse('00190.50095 40144.816069 06809.350314 3 37370000000100', { near: '2008-01-01' })",
        "result": "{ kind: 'bank', barcode: '00193373700000001000500940144816060680935031', bank: '001', amount: '1.00', dueDate: '2007-12-31' }"
      }
    ]
  },
  {
    "object": "boleto",
    "name": "isValid",
    "signature": "(value: unknown): boolean",
    "summary": "Whether it is a typed line or a bar code with all its check digits right.",
    "examples": [
      {
        "expression": "boleto.isValid('00190.50095 40144.816069 06809.350314 4 37370000000100')",
        "result": "false"
      }
    ]
  },
  {
    "object": "boleto",
    "name": "toBarcode",
    "signature": "(value: unknown): string",
    "summary": "The 44 digits of the bar code, from the typed line or itself. Throws TypeError that says what is wrong.",
    "examples": [
      {
        "expression": "boleto.toBarcode('00190.50095 40144.816069 06809.350314 3 37370000000100')",
        "result": "'00193373700000001000500940144816060680935031'"
      }
    ]
  },
  {
    "object": "date",
    "name": "parse",
    "signature": "(moment: Moment, options?: { pattern?: string; timezone?: string }): string",
    "summary": "A text as a moment. `pattern` (tokens yyyy, MM, dd, HH, mm, ss, SSS, XXX) is for other forms, such as American dates. Throws TypeError that says what is wrong.",
    "examples": [
      {
        "expression": "date.parse('21/11/2026 14:30')",
        "result": "'2026-11-21T17:30:00.000Z'"
      },
      {
        "expression": "date.parse('11/21/2026', { pattern: 'MM/dd/yyyy', timezone: 'UTC' })",
        "result": "'2026-11-21T00:00:00.000Z'"
      }
    ]
  },
  {
    "object": "date",
    "name": "isMoment",
    "signature": "(value: unknown): boolean",
    "summary": "Whether it can be read as a moment.",
    "examples": [
      {
        "expression": "date.isMoment('31/02/2026')",
        "result": "false"
      }
    ]
  },
  {
    "object": "date",
    "name": "format",
    "signature": "(moment: Moment, pattern?: string, timezone?: string): string",
    "summary": "As people write it. Tokens: yyyy yy MMMM (novembro) MMM (nov) MM dd EEEE (sexta-feira) EEE (sex) HH mm ss SSS XXX (-03:00); all else stands as written.",
    "examples": [
      {
        "expression": "date.format('2026-11-21T02:30:00Z')",
        "result": "'20/11/2026'"
      },
      {
        "expression": "date.format('2026-11-21T02:30:00Z', 'EEEE, dd de MMMM de yyyy às HH:mm')",
        "result": "'sexta-feira, 20 de novembro de 2026 às 23:30'"
      }
    ]
  },
  {
    "object": "date",
    "name": "withOffset",
    "signature": "(moment: Moment, timezone?: string): string",
    "summary": "ISO 8601 with the offset of the timezone, to the second.",
    "examples": [
      {
        "expression": "date.withOffset('2026-11-21T14:30:00Z')",
        "result": "'2026-11-21T11:30:00-03:00'"
      }
    ]
  },
  {
    "object": "date",
    "name": "iso",
    "signature": "(moment: Moment, timezone?: string): string",
    "summary": "ISO 8601 in UTC.",
    "examples": [
      {
        "expression": "date.iso('2026-11-21')",
        "result": "'2026-11-21T03:00:00.000Z'"
      }
    ]
  },
  {
    "object": "date",
    "name": "day",
    "signature": "(moment: Moment, timezone?: string): string",
    "summary": "The day it is there.",
    "examples": [
      {
        "expression": "date.day('2026-11-21T02:30:00Z')",
        "result": "'2026-11-20'"
      }
    ]
  },
  {
    "object": "date",
    "name": "today",
    "signature": "(timezone?: string): string",
    "summary": "The day it is there now, by the run's clock.",
    "examples": []
  },
  {
    "object": "date",
    "name": "parts",
    "signature": "(moment: Moment, timezone?: string): MomentParts",
    "summary": "Numbers of the moment there. `weekday` is 1 (Monday) to 7.",
    "examples": [
      {
        "expression": "date.parts('2026-11-21T02:30:00Z').hour",
        "result": "23"
      }
    ]
  },
  {
    "object": "date",
    "name": "add",
    "signature": "(moment: Moment, amount: TimeAmount, timezone?: string): string",
    "summary": "A moment later by so much. Days, weeks, months and years go by the calendar of the timezone: the last day of a shorter month stands in for a day it does not have.",
    "examples": [
      {
        "expression": "date.add('2026-11-21T02:30:00.000Z', { days: 1, hours: -2 })",
        "result": "'2026-11-22T00:30:00.000Z'"
      },
      {
        "expression": "date.add('2026-01-31T12:00:00Z', { months: 1 })",
        "result": "'2026-02-28T12:00:00.000Z'"
      }
    ]
  },
  {
    "object": "date",
    "name": "startOf",
    "signature": "(moment: Moment, period: Period, timezone?: string): string",
    "summary": "The start of the day, month and so on that the moment is in; weeks start on Monday.",
    "examples": [
      {
        "expression": "date.startOf('2026-11-21T14:30:00Z', 'month')",
        "result": "'2026-11-01T03:00:00.000Z'"
      }
    ]
  },
  {
    "object": "date",
    "name": "endOf",
    "signature": "(moment: Moment, period: Period, timezone?: string): string",
    "summary": "The last millisecond of the day, month and so on that the moment is in.",
    "examples": [
      {
        "expression": "date.endOf('2026-11-21T14:30:00Z', 'day')",
        "result": "'2026-11-22T02:59:59.999Z'"
      }
    ]
  },
  {
    "object": "date",
    "name": "difference",
    "signature": "(from: Moment, to: Moment, unit: Unit, timezone?: string): number",
    "summary": "Whole units from one moment to another, towards zero; negative when the second is earlier.",
    "examples": [
      {
        "expression": "date.difference('2026-01-31', '2026-11-21', 'months')",
        "result": "9"
      },
      {
        "expression": "date.difference('21/11/2026 10:00', '21/11/2026 12:59', 'hours')",
        "result": "2"
      }
    ]
  },
  {
    "object": "date",
    "name": "daysBetween",
    "signature": "(from: Moment, to: Moment, timezone?: string): number",
    "summary": "Whole spans of 24 hours from one moment to another, rounded down.",
    "examples": [
      {
        "expression": "date.daysBetween('2026-11-01', '2026-11-21T23:00:00Z')",
        "result": "20"
      }
    ]
  },
  {
    "object": "date",
    "name": "compare",
    "signature": "(a: Moment, b: Moment, timezone?: string): number",
    "summary": "-1, 0 or 1: which of two moments comes first.",
    "examples": [
      {
        "expression": "date.compare('21/11/2026', '2026-11-22')",
        "result": "-1"
      }
    ]
  },
  {
    "object": "date",
    "name": "isBetween",
    "signature": "(moment: Moment, from: Moment, to: Moment, timezone?: string): boolean",
    "summary": "Whether a moment lies between two others, both included.",
    "examples": [
      {
        "expression": "date.isBetween('2026-11-21', '2026-11-01', '2026-11-30')",
        "result": "true"
      }
    ]
  },
  {
    "object": "date",
    "name": "weekday",
    "signature": "(moment: Moment, timezone?: string): number",
    "summary": "1 (Monday) to 7 (Sunday).",
    "examples": [
      {
        "expression": "date.weekday('2026-11-21')",
        "result": "6"
      }
    ]
  },
  {
    "object": "date",
    "name": "weekdayName",
    "signature": "(moment: Moment, language?: Language, timezone?: string): string",
    "summary": "The weekday's name.",
    "examples": [
      {
        "expression": "date.weekdayName('2026-11-21')",
        "result": "'sábado'"
      }
    ]
  },
  {
    "object": "date",
    "name": "monthName",
    "signature": "(moment: Moment, language?: Language, timezone?: string): string",
    "summary": "The month's name.",
    "examples": [
      {
        "expression": "date.monthName('2026-03-01')",
        "result": "'março'"
      }
    ]
  },
  {
    "object": "date",
    "name": "isoWeek",
    "signature": "(moment: Moment, timezone?: string): { year: number; week: number }",
    "summary": "The week by ISO 8601; its year may differ from the calendar's around New Year.",
    "examples": [
      {
        "expression": "date.isoWeek('2027-01-01')",
        "result": "{ year: 2026, week: 53 }"
      }
    ]
  },
  {
    "object": "date",
    "name": "toEpochSeconds",
    "signature": "(moment: Moment, timezone?: string): number",
    "summary": "Whole seconds since 1970, as many APIs want it.",
    "examples": [
      {
        "expression": "date.toEpochSeconds('2026-11-21T14:30:00Z')",
        "result": "1795271400"
      }
    ]
  },
  {
    "object": "date",
    "name": "fromEpochSeconds",
    "signature": "(seconds: number): string",
    "summary": "A moment from seconds since 1970.",
    "examples": [
      {
        "expression": "date.fromEpochSeconds(1795271400)",
        "result": "'2026-11-21T14:30:00.000Z'"
      }
    ]
  },
  {
    "object": "date",
    "name": "isWeekend",
    "signature": "(moment: Moment, timezone?: string): boolean",
    "summary": "Whether it is Saturday or Sunday there.",
    "examples": [
      {
        "expression": "date.isWeekend('2026-11-21')",
        "result": "true"
      }
    ]
  },
  {
    "object": "date",
    "name": "isBusinessDay",
    "signature": "(moment: Moment, options?: BusinessOptions): boolean",
    "summary": "Whether people work that day.",
    "examples": [
      {
        "expression": "date.isBusinessDay('2026-11-20', { holidays: ['2026-11-20'] })",
        "result": "false"
      }
    ]
  },
  {
    "object": "date",
    "name": "addBusinessDays",
    "signature": "(moment: Moment, days: number, options?: BusinessOptions): string",
    "summary": "The moment so many working days later (earlier when negative), at the same time of day. Zero moves a day off to the next working day.",
    "examples": [
      {
        "expression": "date.addBusinessDays('2026-11-19T15:00:00Z', 2, { holidays: ['2026-11-20'] })",
        "result": "'2026-11-24T15:00:00.000Z'"
      },
      {
        "expression": "date.addBusinessDays('2026-11-21T15:00:00Z', 0)",
        "result": "'2026-11-23T15:00:00.000Z'"
      }
    ]
  },
  {
    "object": "date",
    "name": "businessDaysBetween",
    "signature": "(from: Moment, to: Moment, options?: BusinessOptions): number",
    "summary": "Working days after the first day, up to the second, which counts: how many `addBusinessDays` lead from one to the other. Negative backwards.",
    "examples": [
      {
        "expression": "date.businessDaysBetween('2026-11-19', '2026-11-24', { holidays: ['2026-11-20'] })",
        "result": "2"
      }
    ]
  },
  {
    "object": "date",
    "name": "holidays",
    "signature": "(year: number, options?: { bank?: boolean }): Array<{ date: string; name: string }>",
    "summary": "Brazil's national holidays of a year, by date; `bank: true` adds the days on which banks do not open (carnival, Corpus Christi). States and towns have more. Source: laws 662/1949, 6.802/1980, 10.607/2002, 14.759/2023; resolution CMN 4.880/2020.",
    "examples": [
      {
        "expression": "date.holidays(2026).length",
        "result": "10"
      },
      {
        "expression": "date.holidays(2026, { bank: true })[1]",
        "result": "{ date: '2026-02-16', name: 'Carnaval' }"
      }
    ]
  },
  {
    "object": "text",
    "name": "upper",
    "signature": "(value: unknown): string",
    "summary": "In capitals.",
    "examples": [
      {
        "expression": "text.upper('ação')",
        "result": "'AÇÃO'"
      }
    ]
  },
  {
    "object": "text",
    "name": "lower",
    "signature": "(value: unknown): string",
    "summary": "In small letters.",
    "examples": [
      {
        "expression": "text.lower('AÇÃO')",
        "result": "'ação'"
      }
    ]
  },
  {
    "object": "text",
    "name": "digits",
    "signature": "(value: unknown): string",
    "summary": "Only the digits 0 to 9.",
    "examples": [
      {
        "expression": "text.digits('R$ 1.234,56')",
        "result": "'123456'"
      }
    ]
  },
  {
    "object": "text",
    "name": "withoutAccents",
    "signature": "(value: unknown): string",
    "summary": "Letters without their accents.",
    "examples": [
      {
        "expression": "text.withoutAccents('São João')",
        "result": "'Sao Joao'"
      }
    ]
  },
  {
    "object": "text",
    "name": "slug",
    "signature": "(value: unknown): string",
    "summary": "For addresses of pages and names of files.",
    "examples": [
      {
        "expression": "text.slug('Café da Manhã!')",
        "result": "'cafe-da-manha'"
      }
    ]
  },
  {
    "object": "text",
    "name": "titleCase",
    "signature": "(value: unknown): string",
    "summary": "Each word with a capital, the Portuguese way: particles stay small, Roman numerals large.",
    "examples": [
      {
        "expression": "text.titleCase(\"JOSÉ DA SILVA D'ÁVILA II\")",
        "result": "\"José da Silva d'Ávila II\""
      }
    ]
  },
  {
    "object": "text",
    "name": "truncate",
    "signature": "(value: unknown, length: number, ending?: string): string",
    "summary": "At most `length` characters, `ending` included when something was cut off; never half of a character.",
    "examples": [
      {
        "expression": "text.truncate('Pedido entregue', 9, '…')",
        "result": "'Pedido e…'"
      }
    ]
  },
  {
    "object": "text",
    "name": "isBlank",
    "signature": "(value: unknown): boolean",
    "summary": "Whether there is nothing but blanks.",
    "examples": [
      {
        "expression": "text.isBlank(' ')",
        "result": "true"
      }
    ]
  },
  {
    "object": "text",
    "name": "oneLine",
    "signature": "(value: unknown): string",
    "summary": "Without blanks around it, and with one blank where there were several, or line breaks.",
    "examples": [
      {
        "expression": "text.oneLine(' Rua das\\n Flores ')",
        "result": "'Rua das Flores'"
      }
    ]
  },
  {
    "object": "text",
    "name": "mask",
    "signature": "(value: unknown, options?: { start?: number; end?: number; character?: string }): string",
    "summary": "Hides all but the first `start` and last `end` characters (0 and 4 unless given).",
    "examples": [
      {
        "expression": "text.mask('4111111111111111')",
        "result": "'************1111'"
      },
      {
        "expression": "text.mask('maria@example.com', { start: 2, end: 4 })",
        "result": "'ma***********.com'"
      }
    ]
  },
  {
    "object": "text",
    "name": "fill",
    "signature": "(template: unknown, values: unknown): string",
    "summary": "Fills `{name}` in a text from an object, once: what is filled in is not looked at again. Throws TypeError for a name that the object does not have.",
    "examples": [
      {
        "expression": "text.fill('Olá, {customer.name}!', { customer: { name: '{x}' } })",
        "result": "'Olá, {x}!'"
      }
    ]
  },
  {
    "object": "text",
    "name": "includes",
    "signature": "(value: unknown, part: unknown): boolean",
    "summary": "Whether a text has another in it, whatever the accents and capitals.",
    "examples": [
      {
        "expression": "text.includes('São Paulo', 'sao')",
        "result": "true"
      }
    ]
  },
  {
    "object": "text",
    "name": "similarity",
    "signature": "(a: unknown, b: unknown): number",
    "summary": "How alike two texts are, 0 to 1, whatever the accents, capitals and blanks (1 less the edits needed, by the length of the longer). Throws RangeError above 1000 characters.",
    "examples": [
      {
        "expression": "text.similarity('João da Silva', 'JOAO SILVA')",
        "result": "0.769"
      }
    ]
  },
  {
    "object": "text",
    "name": "between",
    "signature": "(value: unknown, start: string, end: string): string | null",
    "summary": "The text between two marks, the first time they occur; null when they do not.",
    "examples": [
      {
        "expression": "text.between('Pedido #123 criado', '#', ' ')",
        "result": "'123'"
      }
    ]
  },
  {
    "object": "text",
    "name": "escapeHtml",
    "signature": "(value: unknown): string",
    "summary": "Safe to stand in HTML and XML, also inside attributes.",
    "examples": [
      {
        "expression": "text.escapeHtml('<b>\"Olá\" & cia</b>')",
        "result": "'&lt;b&gt;&quot;Olá&quot; &amp; cia&lt;/b&gt;'"
      }
    ]
  },
  {
    "object": "text",
    "name": "toBase64",
    "signature": "(value: unknown, options?: { url?: boolean }): string",
    "summary": "",
    "examples": [
      {
        "expression": "text.toBase64('São Paulo')",
        "result": "'U8OjbyBQYXVsbw=='"
      },
      {
        "expression": "text.toBase64('a?>b', { url: true })",
        "result": "'YT8-Yg'"
      }
    ]
  },
  {
    "object": "text",
    "name": "fromBase64",
    "signature": "(value: unknown): string",
    "summary": "The text that was encoded, in either alphabet. Throws TypeError when it is no base64 or the bytes are no UTF-8.",
    "examples": [
      {
        "expression": "text.fromBase64('U8OjbyBQYXVsbw==')",
        "result": "'São Paulo'"
      }
    ]
  },
  {
    "object": "text",
    "name": "toHex",
    "signature": "(value: unknown): string",
    "summary": "",
    "examples": [
      {
        "expression": "text.toHex('Olá')",
        "result": "'4f6cc3a1'"
      }
    ]
  },
  {
    "object": "text",
    "name": "fromHex",
    "signature": "(value: unknown): string",
    "summary": "The text that was encoded. Throws TypeError when it is no hexadecimal or the bytes are no UTF-8.",
    "examples": [
      {
        "expression": "text.fromHex('4f6cc3a1')",
        "result": "'Olá'"
      }
    ]
  },
  {
    "object": "text",
    "name": "sha256",
    "signature": "(value: unknown): string",
    "summary": "The SHA-256 of the text, hexadecimal: for comparing and for keys, not for passwords.",
    "examples": [
      {
        "expression": "text.sha256('abc')",
        "result": "'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'"
      }
    ]
  },
  {
    "object": "text",
    "name": "parseJson",
    "signature": "(value: unknown, ...fallback: [] | [unknown]): unknown",
    "summary": "The value of a JSON text. Throws TypeError that says where it cannot be read, unless a second argument says what it is then.",
    "examples": [
      {
        "expression": "text.parseJson('{\"a\":1}')",
        "result": "{ a: 1 }"
      },
      {
        "expression": "text.parseJson('{', null)",
        "result": "null"
      }
    ]
  },
  {
    "object": "text",
    "name": "toJson",
    "signature": "(value: unknown, indent?: number): string",
    "summary": "A value as JSON text; large whole numbers (BigInt) become texts. Throws TypeError for what refers to itself.",
    "examples": [
      {
        "expression": "text.toJson({ a: [1, 'x'] })",
        "result": "'{\"a\":[1,\"x\"]}'"
      }
    ]
  },
  {
    "object": "text",
    "name": "parseCsv",
    "signature": "(value: unknown, options?: CsvOptions): Array<Record<string, string>>",
    "summary": "A CSV text as one object per line, by the names in its first line. Quotes, line breaks inside of quotes and a byte order mark are understood. Throws TypeError for a line with more columns than names, and for a quote that is not closed.",
    "examples": [
      {
        "expression": "text.parseCsv('sku;preço\\nA1;\"10,50\"\\n')",
        "result": "[{ sku: 'A1', 'preço': '10,50' }]"
      }
    ]
  },
  {
    "object": "text",
    "name": "csvRows",
    "signature": "(value: unknown, options?: CsvOptions): string[][]",
    "summary": "A CSV text as lists of texts, the first line like any other; empty lines are left out.",
    "examples": [
      {
        "expression": "text.csvRows('a,\"b, \"\"c\"\"\"')",
        "result": "[['a', 'b, \"c\"']]"
      }
    ]
  },
  {
    "object": "text",
    "name": "toCsv",
    "signature": "(list: ReadonlyArray<Record<string, unknown>>, options?: CsvOptions & { columns?: readonly string[]; spreadsheet?: boolean }): string",
    "summary": "Objects as CSV text with a line of names: those given, or the ones of the first object. Cells are quoted where they must be. `spreadsheet: true` puts a `'` before what a spreadsheet would take for a formula: use it when strangers wrote the data.",
    "examples": [
      {
        "expression": "text.toCsv([{ sku: 'A;1', qty: 2 }], { separator: ';' })",
        "result": "'sku;qty\\r\\n\"A;1\";2\\r\\n'"
      }
    ]
  },
  {
    "object": "list",
    "name": "uniqueBy",
    "signature": "<T>(items: readonly T[], key: Key<T>): T[]",
    "summary": "The first item of each key.",
    "examples": [
      {
        "expression": "list.uniqueBy([{ id: 1, n: 'a' }, { id: '1', n: 'b' }], 'id')",
        "result": "[{ id: 1, n: 'a' }]"
      }
    ]
  },
  {
    "object": "list",
    "name": "unique",
    "signature": "<T>(items: readonly T[]): T[]",
    "summary": "Each text, number or true/false once.",
    "examples": [
      {
        "expression": "list.unique(['a', 'b', 'a'])",
        "result": "['a', 'b']"
      }
    ]
  },
  {
    "object": "list",
    "name": "groupBy",
    "signature": "<T>(items: readonly T[], key: Key<T>): Record<string, T[]>",
    "summary": "The items of each key, as an object of lists.",
    "examples": [
      {
        "expression": "list.groupBy([{ s: 'SP', n: 1 }, { s: 'RJ', n: 2 }, { s: 'SP', n: 3 }], 's')",
        "result": "{ SP: [{ s: 'SP', n: 1 }, { s: 'SP', n: 3 }], RJ: [{ s: 'RJ', n: 2 }] }"
      }
    ]
  },
  {
    "object": "list",
    "name": "countBy",
    "signature": "<T>(items: readonly T[], key: Key<T>): Record<string, number>",
    "summary": "How many items each key has.",
    "examples": [
      {
        "expression": "list.countBy(['a', 'b', 'a'], (x) => x)",
        "result": "{ a: 2, b: 1 }"
      }
    ]
  },
  {
    "object": "list",
    "name": "indexBy",
    "signature": "<T>(items: readonly T[], key: Key<T>): Record<string, T>",
    "summary": "The last item of each key, as an object.",
    "examples": [
      {
        "expression": "list.indexBy([{ id: 7, n: 'a' }], 'id')",
        "result": "{ 7: { id: 7, n: 'a' } }"
      }
    ]
  },
  {
    "object": "list",
    "name": "sortBy",
    "signature": "<T>(items: readonly T[], keys: Key<T> | ReadonlyArray<Key<T>>): T[]",
    "summary": "Sorted by one key or several; equal items keep their order. Numbers by size, texts the Brazilian way (accents and capitals do not part words, and `item 10` comes after `item 9`), numbers before texts, what is missing last. A `-` before a field's name turns its order round.",
    "examples": [
      {
        "expression": "list.sortBy([{ n: 'Érica' }, { n: 'zé' }, { n: 'Eva' }], 'n')",
        "result": "[{ n: 'Érica' }, { n: 'Eva' }, { n: 'zé' }]"
      },
      {
        "expression": "list.sortBy([{ a: 1, b: 1 }, { a: 1, b: 2 }, { a: 0, b: 3 }], ['a', '-b']).map((x) => x.b)",
        "result": "[3, 2, 1]"
      }
    ]
  },
  {
    "object": "list",
    "name": "sumBy",
    "signature": "<T>(items: readonly T[], key: Key<T>): number",
    "summary": "The exact sum of a field, as a number; decimal texts count as amounts do in `money`. Throws TypeError that names the item which has none.",
    "examples": [
      {
        "expression": "list.sumBy([{ q: 0.1 }, { q: '0.2' }], 'q')",
        "result": "0.3"
      }
    ]
  },
  {
    "object": "list",
    "name": "averageBy",
    "signature": "<T>(items: readonly T[], key: Key<T>): number | null",
    "summary": "The average of a field, as a number of up to ten places; null for an empty list.",
    "examples": [
      {
        "expression": "list.averageBy([{ q: 1 }, { q: 2 }], 'q')",
        "result": "1.5"
      }
    ]
  },
  {
    "object": "list",
    "name": "minBy",
    "signature": "<T>(items: readonly T[], key: Key<T>): T | null",
    "summary": "The first item with the smallest value; null for an empty list.",
    "examples": [
      {
        "expression": "list.minBy([{ p: 2 }, { p: 1 }], 'p')",
        "result": "{ p: 1 }"
      }
    ]
  },
  {
    "object": "list",
    "name": "maxBy",
    "signature": "<T>(items: readonly T[], key: Key<T>): T | null",
    "summary": "The first item with the largest value; null for an empty list.",
    "examples": [
      {
        "expression": "list.maxBy([{ p: 2 }, { p: 1 }], 'p')",
        "result": "{ p: 2 }"
      }
    ]
  },
  {
    "object": "list",
    "name": "chunk",
    "signature": "<T>(items: readonly T[], size: number): T[][]",
    "summary": "Pieces of so many items; the last may be shorter.",
    "examples": [
      {
        "expression": "list.chunk([1, 2, 3], 2)",
        "result": "[[1, 2], [3]]"
      }
    ]
  },
  {
    "object": "list",
    "name": "flatten",
    "signature": "(items: readonly unknown[], levels?: number): unknown[]",
    "summary": "Lists inside the list, taken out; one level unless told otherwise.",
    "examples": [
      {
        "expression": "list.flatten([[1], [2, [3]]])",
        "result": "[1, 2, [3]]"
      }
    ]
  },
  {
    "object": "list",
    "name": "compact",
    "signature": "<T>(items: readonly T[]): Array<Exclude<T, null | undefined | ''>>",
    "summary": "Without null, undefined and empty texts. Zero and false stay.",
    "examples": [
      {
        "expression": "list.compact([0, null, '', 'a', false])",
        "result": "[0, 'a', false]"
      }
    ]
  },
  {
    "object": "list",
    "name": "pluck",
    "signature": "<T>(items: readonly T[], key: Key<T>): unknown[]",
    "summary": "The values of one field.",
    "examples": [
      {
        "expression": "list.pluck([{ c: { n: 'a' } }, { c: null }], 'c.n')",
        "result": "['a', null]"
      }
    ]
  },
  {
    "object": "list",
    "name": "partition",
    "signature": "<T>(items: readonly T[], isIn: (item: T) => unknown): [T[], T[]]",
    "summary": "Two lists: the items for which it is true, and the others.",
    "examples": [
      {
        "expression": "list.partition([1, 2, 3], (n) => n > 1)",
        "result": "[[2, 3], [1]]"
      }
    ]
  },
  {
    "object": "list",
    "name": "join",
    "signature": "<L, R>(left: readonly L[], right: readonly R[], leftKey: Key<L>, rightKey?: Key<R>, options?: JoinOptions): Array<{ left: L; right: R | null }>",
    "summary": "Pairs of items whose keys are the same, in the order of the left list; several matches give several pairs. The right key is the left one unless given.",
    "examples": [
      {
        "expression": "list.join([{ id: 1 }, { id: 2 }], [{ order: '1', t: 9 }], 'id', 'order')",
        "result": "[{ left: { id: 1 }, right: { order: '1', t: 9 } }]"
      },
      {
        "expression": "list.join([{ id: 2 }], [], 'id', 'id', { keepLeft: true })",
        "result": "[{ left: { id: 2 }, right: null }]"
      }
    ]
  },
  {
    "object": "list",
    "name": "difference",
    "signature": "<T>(items: readonly T[], others: readonly T[], key?: Key<T>): T[]",
    "summary": "The items of the first list that the second does not have.",
    "examples": [
      {
        "expression": "list.difference([{ id: 1 }, { id: 2 }], [{ id: 2 }], 'id')",
        "result": "[{ id: 1 }]"
      }
    ]
  },
  {
    "object": "list",
    "name": "intersection",
    "signature": "<T>(items: readonly T[], others: readonly T[], key?: Key<T>): T[]",
    "summary": "The items of the first list that the second has, too.",
    "examples": [
      {
        "expression": "list.intersection([1, 2, 3], [2, 3, 4])",
        "result": "[2, 3]"
      }
    ]
  },
  {
    "object": "list",
    "name": "changes",
    "signature": "<T>(before: readonly T[], after: readonly T[], key: Key<T>): { added: T[]; removed: T[]; kept: Array<{ before: T; after: T }> }",
    "summary": "What was added, removed and kept from one state of a list to the next; `kept` are pairs.",
    "examples": [
      {
        "expression": "list.changes([{ id: 1 }, { id: 2 }], [{ id: 2 }, { id: 3 }], 'id')",
        "result": "{ added: [{ id: 3 }], removed: [{ id: 1 }], kept: [{ before: { id: 2 }, after: { id: 2 } }] }"
      }
    ]
  }
]

/** TypeScript declarations of the types that the signatures name. */
export const FUNCTION_TYPES: string = "interface Decimal {\n  units: bigint\n  /** Places after the point: the value is units / 10^scale. */\n  scale: number\n}\ntype Rounding = 'half-up' | 'half-even' | 'up' | 'down'\ntype State =\n  | 'AC'\n  | 'AL'\n  | 'AM'\n  | 'AP'\n  | 'BA'\n  | 'CE'\n  | 'DF'\n  | 'ES'\n  | 'GO'\n  | 'MA'\n  | 'MG'\n  | 'MS'\n  | 'MT'\n  | 'PA'\n  | 'PB'\n  | 'PE'\n  | 'PI'\n  | 'PR'\n  | 'RJ'\n  | 'RN'\n  | 'RO'\n  | 'RR'\n  | 'RS'\n  | 'SC'\n  | 'SE'\n  | 'SP'\n  | 'TO'\ntype Moment = Date | string | number | { valueOf(): number }\ntype Key<T> = string | ((item: T) => unknown)\ntype Amount = number | string\ntype AmountOf<T> = string | ((item: T) => Amount)\ntype DocumentKind = 'cpf' | 'cnpj'\ninterface Phone {\n  /** `+5511987654321` */\n  e164: string\n  ddd: string\n  /** Without area and country, with the ninth digit. */\n  number: string\n  kind: 'mobile' | 'landline'\n  state: State\n}\ninterface PhoneOptions {\n  ddd?: string | number\n}\ninterface AccessKey {\n  key: string\n  state: State\n  year: number\n  month: number\n  /** CNPJ of the emitter, or null when it is a person. */\n  cnpj: string | null\n  cpf: string | null\n  /** `55`, with its name: `NF-e`. */\n  model: string\n  modelName: string\n  series: number\n  number: number\n  /** 1 is normal; others are contingencies. Null in documents of model 59, which have none. */\n  emission: number | null\n  code: string\n  checkDigit: number\n}\ninterface Boleto {\n  kind: 'bank' | 'utility'\n  /** 44 digits. */\n  barcode: string\n  /** Three digits, or null for taxes and utilities. */\n  bank: string | null\n  /** Decimal text, or null when the slip leaves it open. */\n  amount: string | null\n  /** `yyyy-MM-dd`, or null when the slip has none. */\n  dueDate: string | null\n}\ntype Unit = 'years' | 'months' | 'weeks' | 'days' | 'hours' | 'minutes' | 'seconds'\ntype Period = 'year' | 'month' | 'week' | 'day' | 'hour' | 'minute'\ntype TimeAmount = Partial<Record<Unit, number>>\ntype Language = 'pt-BR' | 'en'\ninterface MomentParts {\n  year: number\n  month: number\n  day: number\n  hour: number\n  minute: number\n  second: number\n  millisecond: number\n  weekday: number\n  dayOfYear: number\n  daysInMonth: number\n}\ninterface BusinessOptions {\n  holidays?: ReadonlyArray<Moment | { date: string }>\n  timezone?: string\n}\ninterface CsvOptions {\n  separator?: string\n}\ninterface JoinOptions {\n  keepLeft?: boolean\n}"
