/** Which rows of a table a person has chosen. */
export interface Selection {
  has(id: string): boolean
  set(ids: readonly string[], isOn: boolean): void
}
