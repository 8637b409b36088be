/** `E` refuses, `W` is shown to whoever reviews and installs, `I` is said. */
export type Severity = 'E' | 'W' | 'I'

export interface Finding {
  /** Number of the check, for example `P02`. */
  id: string
  severity: Severity
  plugin: string
  /** File inside the folder. */
  file: string
  /** JSON Pointer into the file; empty for the file itself. */
  at: string
  message: string
}

/** Every numbered check: what it is about, and who runs it. `elsewhere` says where, for those that a folder alone cannot answer. */
export const CHECKS: ReadonlyArray<{ id: string; about: string; elsewhere?: string }> = [
  { id: 'A01', about: 'files: kinds, names, number and size' },
  { id: 'M01', about: 'the manifest is valid and agrees with its folder and publisher' },
  { id: 'M02', about: 'engine ranges are valid and bounded' },
  { id: 'M03', about: 'texts in English and Brazilian Portuguese, no placeholders' },
  { id: 'M04', about: 'the icon is a safe, square SVG' },
  { id: 'S01', about: 'schemas compile, within their caps' },
  { id: 'S02', about: 'patterns are linear and bounded in length' },
  { id: 'S03', about: 'samples fit their schemas and hold no personal data' },
  { id: 'S04', about: 'names and labels can be exported' },
  { id: 'S05', about: 'changes since the last version fit its number', elsewhere: 'where the former version is known' },
  { id: 'P01', about: 'hosts used are declared, declared hosts are used' },
  { id: 'P02', about: 'no addresses, private names or shared hosts' },
  { id: 'P03', about: 'each permission has a reason of its own' },
  { id: 'C01', about: 'code is one script without escape hatches' },
  { id: 'C02', about: 'code can be read' },
  { id: 'C03', about: 'no secrets in any file' },
  { id: 'C04', about: 'third-party code is named with its licence' },
  { id: 'C05', about: 'entries exist and load in the sandbox' },
  { id: 'C06', about: 'the sandbox withstands attacks', elsewhere: "with the sandbox's own tests" },
  { id: 'R01', about: 'each capability has a recording and a test' },
  { id: 'R02', about: 'faults of the provider become the right errors', elsewhere: '`tomada test`' },
  { id: 'R03', about: 'what is declared repeatable is', elsewhere: '`tomada test`' },
  { id: 'R04', about: 'deliveries: once, verified, unsubscribed', elsewhere: '`tomada test`' },
  { id: 'R05', about: 'paging ends and is resumed', elsewhere: '`tomada test`' },
  { id: 'Q01', about: 'README in both languages' },
  { id: 'Q02', about: 'a changelog names this version' },
]
