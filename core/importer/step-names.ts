/** Step names of one flow: unique, and JavaScript names. */
export function createNames(): (title: string, suffix?: string) => string {
  const taken = new Set<string>()
  return (title, suffix) => {
    const plain = nameOf(title)
    const wanted = suffix === undefined ? plain : `${plain.slice(0, 50)}_${suffix}`
    let name = wanted
    for (let i = 2; taken.has(name); i++) name = `${wanted.slice(0, 58)}_${i}`
    taken.add(name)
    return name
  }
}

/** `Edição de Campos (2)` → `edicao_de_campos_2`. */
function nameOf(title: string): string {
  const plain = title
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '')
    .slice(0, 56)
  if (plain === '') return 'step'
  return /^\d/.test(plain) ? `n_${plain}` : plain
}
