import { m } from '#lib/paraglide/messages.js'

export interface Shortcut {
  /** Alternatives; each is a row of keys pressed together or after one another. */
  keys: readonly string[]
  label: () => string
}

export const SHORTCUTS: ReadonlyArray<{ title: () => string; items: readonly Shortcut[] }> = [
  {
    title: m.shell_keys_anywhere,
    items: [
      { keys: ['Ctrl K'], label: m.shell_key_palette },
      { keys: ['?'], label: m.shell_key_help },
      { keys: ['g i', 'g f', 'g e', 'g w', 'g t'], label: m.shell_key_go },
      { keys: ['Esc'], label: m.shell_key_escape },
    ],
  },
  {
    title: m.shell_keys_builder,
    items: [
      { keys: [']', '['], label: m.shell_key_walk },
      { keys: ['↑ ↓ ← →'], label: m.shell_key_move },
      { keys: ['a'], label: m.shell_key_add },
      { keys: ['c'], label: m.shell_key_connect },
      { keys: ['Enter'], label: m.shell_key_open },
      { keys: ['Delete'], label: m.shell_key_delete },
      { keys: ['e'], label: m.shell_key_toggle },
      { keys: ['t'], label: m.shell_key_test },
      { keys: ['Shift T'], label: m.shell_key_test_upto },
      { keys: ['p'], label: m.shell_key_pin },
      { keys: ['Ctrl Enter'], label: m.shell_key_test_draft },
      { keys: ['Ctrl Z', 'Ctrl Y'], label: m.shell_key_undo },
      { keys: ['Ctrl C', 'Ctrl X', 'Ctrl V'], label: m.shell_key_clipboard },
      { keys: ['Ctrl D'], label: m.shell_key_duplicate },
      { keys: ['Ctrl F'], label: m.shell_key_find },
      { keys: ['o'], label: m.shell_key_outline },
      { keys: ['1', '0', '+', '−'], label: m.shell_key_fit },
      { keys: ['Ctrl Shift Enter'], label: m.shell_key_publish },
    ],
  },
  {
    title: m.shell_keys_run,
    items: [
      { keys: ['j', 'k'], label: m.shell_key_steps },
      { keys: ['r'], label: m.shell_key_retry },
    ],
  },
  {
    title: m.views_keys_inbox,
    items: [
      { keys: ['j', 'k'], label: m.views_key_items },
      { keys: ['r'], label: m.views_key_reply },
      { keys: ['Ctrl Enter'], label: m.views_key_send },
    ],
  },
]
