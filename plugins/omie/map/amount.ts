/** An amount of the input: decimal text such as `4.90`, or a number. */
export type Amount = string | number

/** As Omie takes it: a JSON number. At most 14 digits, so that the double prints as exactly the same decimal. */
export function wireAmount(amount: Amount): number {
  return Number(amount)
}
