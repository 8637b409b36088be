import type { Component } from 'svelte'

export type MenuItem =
  | 'separator'
  | {
      label: string
      icon?: Component<{ size?: number; strokeWidth?: number }>
      keys?: string
      tone?: 'danger'
      disabled?: boolean
      onselect: () => void
    }
  | { label: string; value: string; choices: ReadonlyArray<{ value: string; label: string }>; onchange: (value: string) => void }
