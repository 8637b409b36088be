/** The id in a refusal such as `… já cadastrado para o Código de Integração [abc] com o nCod [123] !`; null when it tells none. */
export function existingId(text: string): number | null {
  const [, id] = /com o (?:nCod|Id|ID) \[(\d{1,15})\]/.exec(text) ?? []
  return id === undefined ? null : Number(id)
}
