import { untrack } from 'svelte'
import { type LiveList, liveList } from './live-list.ts'

interface Source<Row> {
  rows: readonly Row[]
  /** Whether the server has rows below the last one. */
  isCut: boolean
  /** What the list is about; another list begins anew. */
  about: string
  /** The reader is at work on these rows, wherever the pointer is. */
  isPinned?: boolean
}

/** A list that new rows join only while it is at its top and nobody is on it; otherwise when the reader asks for them. */
export class LiveRows<Row> {
  readonly #source: () => Source<Row>
  readonly #idOf: (row: Row) => string
  #shown = $state.raw<{ about: string; rows: readonly Row[] } | null>(null)
  #isPointed = $state(false)
  #isFocused = $state(false)

  readonly list: LiveList<Row> = $derived.by(() => {
    const { rows, isCut, about, isPinned = false } = this.#source()
    const isRead = isPinned || this.#isPointed || this.#isFocused || isScrolled()
    const shown = isRead && this.#shown?.about === about ? this.#shown.rows : null
    return liveList({ rows, shown, isCut, idOf: this.#idOf })
  })

  /** Within a component. */
  constructor(idOf: (row: Row) => string, source: () => Source<Row>) {
    this.#source = source
    this.#idOf = idOf
    $effect(() => {
      const { rows, about } = source()
      // Whoever leaves the list has been shown what joins it then.
      void [this.#isPointed, this.#isFocused]
      untrack(() => {
        if (rows.length > 0) this.#shown = { about, rows: this.list.rows }
      })
    })
  }

  /** At the reader's wish. */
  showNew(): void {
    const { rows, about } = this.#source()
    this.#shown = { about, rows }
    content()?.scrollTo({ top: 0 })
  }

  onpointer = ({ type }: Event): void => {
    this.#isPointed = type === 'pointerenter'
  }

  onfocus = ({ type }: Event): void => {
    this.#isFocused = type === 'focusin'
  }
}

const content = () => document.getElementById('content')
const isScrolled = () => (content()?.scrollTop ?? 0) > 40
