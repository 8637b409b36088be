import { createMutation, useQueryClient } from '@tanstack/svelte-query'
import type { Json } from '@tomada/sdk/flow'
import type { Schema } from '#lib/api/narrow.ts'
import { ApiError } from '#lib/api/problem.ts'
import { decideTask } from '#lib/api/tasks.ts'
import { notifyDone } from '#lib/components/overlay/notify.ts'
import { startOf } from '#lib/features/flow-editor/form/schema.ts'
import { m } from '#lib/paraglide/messages.js'

/** What a person is about to answer. Its fields outlive what the server says meanwhile: nothing typed is lost. */
export class Answer {
  values = $state.raw<Json | undefined>()
  comment = $state('')
  readonly #taskId: string
  readonly #send
  readonly #said = $derived.by(() => (this.#send.error instanceof ApiError ? this.#send.error.fieldErrors : []))

  constructor(taskId: string, onanswered: () => void) {
    this.#taskId = taskId
    const client = useQueryClient()
    this.#send = createMutation(() => ({
      mutationFn: (sent: { lane: string; title: string; form: Schema | null }) =>
        decideTask(this.#taskId, {
          outcome: sent.lane,
          ...(sent.form === null ? {} : { form: this.valuesOf(sent.form) }),
          ...(this.comment.trim() === '' ? {} : { comment: this.comment.trim() }),
        }),
      onSuccess: (_done, { title }) => {
        notifyDone(m.tasks_answered({ outcome: title }))
        onanswered()
        return client.invalidateQueries({ queryKey: ['tasks'] })
      },
      onError: async (error) => {
        // Somebody was faster, or it is over: show what became of it.
        if (error instanceof ApiError && error.status === 409) await client.invalidateQueries({ queryKey: ['tasks'] })
        requestAnimationFrame(() => document.querySelector<HTMLElement>('[data-testid=task-dialog] [aria-invalid=true]')?.focus())
      },
    }))
  }

  valuesOf(form: Schema): Json {
    return this.values ?? startOf(form, form)
  }

  send(outcome: { lane: string; title: string }, form: Schema | null): void {
    this.#send.mutate({ ...outcome, form })
  }

  /** Lane of the outcome that is on its way. */
  get sending(): string | null {
    return this.#send.isPending ? (this.#send.variables?.lane ?? null) : null
  }

  /** The failure, unless every part of it stands at a field. */
  get failure(): unknown {
    const isShown = this.#said.length > 0 && this.#said.every(({ field }) => /^\/(form\/|comment)/.test(field))
    return this.#send.isError && !isShown ? this.#send.error : null
  }

  errorAt = (path: string): string | undefined => this.#said.find(({ field }) => field === path)?.reason
}
