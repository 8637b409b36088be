/** An amount of the input: decimal text such as `4.90`, or a number. */
export type Amount = string | number

const PLACES = 4

/** As Bling takes it: a JSON number. At most 14 digits, so that the double prints as exactly the same decimal. */
export function wireAmount(amount: Amount): number {
  return Number(amount)
}

/** Ten-thousandths, exactly. */
export function tenThousandths(amount: Amount): bigint {
  const [whole = '0', fraction = ''] = (typeof amount === 'number' ? amount.toFixed(PLACES) : amount).split('.')
  return BigInt(whole + fraction.padEnd(PLACES, '0').slice(0, PLACES))
}
