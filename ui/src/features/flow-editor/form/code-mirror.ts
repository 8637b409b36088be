import { autocompletion, type CompletionContext, type CompletionResult, completionKeymap } from '@codemirror/autocomplete'
import { javascript } from '@codemirror/lang-javascript'
import { HighlightStyle, syntaxHighlighting, syntaxTree } from '@codemirror/language'
import { EditorState, type Extension, type Range } from '@codemirror/state'
import { Decoration, type DecorationSet, EditorView, keymap, MatchDecorator, ViewPlugin, type ViewUpdate } from '@codemirror/view'
import { tags } from '@lezer/highlight'
import { minimalSetup } from 'codemirror'
import type { Completions } from './completions.ts'

export interface EditorOptions {
  text: string
  label: string
  describedBy?: string
  readOnly: boolean
  /** What may stand at the end of a text, and from where on it is replaced. */
  complete?: (before: string) => Completions | null
  /** A text with expressions in braces; else the whole is code. */
  isTemplate?: boolean
  onchange: (text: string) => void
}

const colours = HighlightStyle.define([
  { tag: [tags.keyword, tags.operatorKeyword], color: 'var(--waiting)' },
  { tag: [tags.string, tags.special(tags.string)], color: 'var(--ok)' },
  { tag: [tags.number, tags.bool, tags.null], color: 'var(--info)' },
  { tag: tags.comment, color: 'var(--muted)' },
  { tag: [tags.function(tags.variableName), tags.function(tags.propertyName)], color: 'var(--accent)' },
])

const theme = EditorView.theme({
  '&': { fontSize: '13px', color: 'var(--text)', backgroundColor: 'transparent', minHeight: '12rem', maxHeight: '60vh' },
  '&.cm-focused': { outline: 'none' },
  '.cm-scroller': { fontFamily: 'var(--font-mono)', lineHeight: '1.55', overflow: 'auto' },
  '.cm-content': { caretColor: 'var(--text)', padding: '10px 0' },
  '.cm-line': { padding: '0 12px' },
  '.cm-cursor': { borderLeftColor: 'var(--text)' },
  '.cm-braces': { backgroundColor: 'var(--accent-soft)', borderRadius: '3px' },
  '.cm-fault': { textDecoration: 'underline wavy var(--error)', textUnderlineOffset: '3px' },
  '.cm-tooltip': { backgroundColor: 'var(--surface)', color: 'var(--text)', border: '1px solid var(--line-strong)', borderRadius: '6px' },
  '.cm-tooltip-autocomplete ul li[aria-selected]': { backgroundColor: 'var(--accent-soft)', color: 'var(--text)' },
  '.cm-completionDetail': { color: 'var(--muted)', fontStyle: 'normal' },
  '&.cm-focused .cm-selectionBackground, .cm-selectionBackground': { backgroundColor: 'var(--accent-soft)' },
})

const KINDS = { value: 'property', step: 'variable', function: 'function', object: 'namespace' } as const

function completing({ complete }: EditorOptions): Extension[] {
  if (!complete) return []
  const source = (context: CompletionContext): CompletionResult | null => {
    const found = complete(context.state.sliceDoc(0, context.pos))
    // A list over every word that is begun would be in the way.
    if (!found || (!context.explicit && found.from === context.pos && !/\.$/.test(context.state.sliceDoc(0, context.pos)))) return null
    return {
      from: found.from,
      options: found.options.map(({ label, detail, info, kind }) => ({ label, detail, type: KINDS[kind], ...(info ? { info } : {}) })),
      validFor: /^[\w$]*$/,
    }
  }
  return [autocompletion({ override: [source], icons: false }), keymap.of(completionKeymap)]
}

const braces = new MatchDecorator({ regexp: /\{\{[\s\S]*?\}\}/g, decoration: Decoration.mark({ class: 'cm-braces' }) })
const bracesMark = ViewPlugin.fromClass(
  class {
    decorations: DecorationSet
    constructor(view: EditorView) {
      this.decorations = braces.createDeco(view)
    }
    update(update: ViewUpdate) {
      this.decorations = braces.updateDeco(update, this.decorations)
    }
  },
  { decorations: (plugin) => plugin.decorations },
)

/** What the grammar cannot read is underlined where it stands. */
const faultMark = ViewPlugin.fromClass(
  class {
    decorations: DecorationSet
    constructor(view: EditorView) {
      this.decorations = faultsOf(view)
    }
    update(update: ViewUpdate) {
      if (update.docChanged || syntaxTree(update.startState) !== syntaxTree(update.state)) this.decorations = faultsOf(update.view)
    }
  },
  { decorations: (plugin) => plugin.decorations },
)

function faultsOf(view: EditorView): DecorationSet {
  const faults: Range<Decoration>[] = []
  const { length } = view.state.doc
  syntaxTree(view.state).iterate({
    enter: ({ type, from, to }) => {
      if (!type.isError || length === 0) return
      // Something missing has no width of its own: the character before it stands for it.
      const start = from === to ? Math.max(0, from - 1) : from
      if (start < Math.max(to, start + 1))
        faults.push(Decoration.mark({ class: 'cm-fault' }).range(start, Math.min(length, Math.max(to, start + 1))))
    },
  })
  return Decoration.set(faults, true)
}

/** Tab leaves the editor and never indents: nobody is trapped. */
export function openEditor(parent: HTMLElement, options: EditorOptions): EditorView {
  return new EditorView({
    parent,
    state: EditorState.create({
      doc: options.text,
      extensions: [
        minimalSetup,
        ...(options.isTemplate ? [bracesMark] : [javascript({ typescript: true }), syntaxHighlighting(colours), faultMark]),
        ...completing(options),
        theme,
        EditorView.lineWrapping,
        EditorState.readOnly.of(options.readOnly),
        EditorView.contentAttributes.of({
          'aria-label': options.label,
          ...(options.describedBy ? { 'aria-describedby': options.describedBy } : {}),
        }),
        EditorView.updateListener.of((update) => {
          if (update.docChanged) options.onchange(update.state.doc.toString())
        }),
      ],
    }),
  })
}
