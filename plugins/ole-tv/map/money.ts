/** `R$ 1.239,90` → `1239.90`; null when it is no amount. */
export function readMoney(text: string | null): string | null {
  const plain = (text ?? '')
    .replace(/^R\$\s*/, '')
    .replaceAll('.', '')
    .replace(',', '.')
  return /^-?\d+(\.\d+)?$/.test(plain) ? plain : null
}

/** `1239.9` → `1.239,90`. */
export function writeMoney(amount: string): string {
  const [whole = '0', cents = ''] = amount.split('.')
  return `${whole.replace(/\B(?=(\d{3})+$)/g, '.')},${cents.padEnd(2, '0').slice(0, 2)}`
}
