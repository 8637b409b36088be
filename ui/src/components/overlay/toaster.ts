import { flushSync, mount } from 'svelte'
import { Toaster, toast } from 'svelte-sonner'
import { m } from '#lib/paraglide/messages.js'
import type { Notice } from './notify.ts'

/** The stack in the corner. It is mounted with this module, empty: what comes later is an addition, which screen readers read out. */
mount(Toaster, {
  target: document.body,
  props: {
    position: 'bottom-right',
    containerAriaLabel: m.ui_notices(),
    toastOptions: { class: '!bg-surface !text-text !border-line !rounded-lg !shadow-float !font-sans' },
  },
})
flushSync()

export function show({ tone, text, ...options }: Notice): void {
  toast[tone](text, options)
}
