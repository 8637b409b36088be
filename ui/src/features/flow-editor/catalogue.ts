import type { Step } from '@tomada/sdk/flow'
import { getContext, setContext } from 'svelte'
import type { Connector, ConnectorAction } from '#lib/api/connectors.ts'

const KEY = Symbol('connectors')

/** The connectors that the builder draws with: names, icons, actions and their forms. */
export interface Catalogue {
  readonly connectors: readonly Connector[]
  connector(plugin: string): Connector | undefined
  action(plugin: string, action: string): ConnectorAction | undefined
  /** "Bling · Criar pedido de venda" of an action step. */
  describe(step: Step): string | null
}

export function provideCatalogue(read: () => readonly Connector[]): Catalogue {
  const catalogue: Catalogue = {
    get connectors() {
      return read()
    },
    connector: (plugin) => read().find((connector) => connector.name === plugin),
    action: (plugin, action) => catalogue.connector(plugin)?.actions.find((entry) => entry.name === action),
    describe: (step) => {
      if (step.kind !== 'action') return null
      const action = catalogue.action(step.plugin, step.action)
      return `${catalogue.connector(step.plugin)?.displayName ?? step.plugin} · ${action?.displayName ?? step.action}`
    },
  }
  return setContext(KEY, catalogue)
}

export function useCatalogue(): Catalogue {
  const catalogue = getContext<Catalogue | undefined>(KEY)
  if (!catalogue) throw new Error('useCatalogue() needs the flow editor above it.')
  return catalogue
}

/** Outcomes that the action declares, beside going on: each is a way of its own through the flow. */
export function outcomesOf(action: ConnectorAction | undefined): string[] {
  return action?.outcomes.map((outcome) => outcome.name) ?? []
}
