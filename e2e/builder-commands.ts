import type { Page } from 'playwright-core'
import type { CommandName } from '../sdk/flow/commands.ts'
import type { FlowDefinition } from '../sdk/flow/definition.ts'
import { flowOf } from './engine/flow-of.ts'

/** Every command of a draft, by pointer and by keyboard, in the canvas and in the outline: how a person gives it. */

/** Steps in a row, one of them put where it stands by hand. */
export const SUBJECT: FlowDefinition = {
  ...flowOf({
    um: { kind: 'map', value: 1 },
    dois: { kind: 'map', value: 2 },
    chama: { kind: 'http', method: 'GET', url: 'https://loja.test/a' },
  }),
  layout: { schama: { x: 900, y: 220 } },
}

export type View = 'canvas' | 'outline'
type Input = 'pointer' | 'keyboard'
type Deed = (page: Page, view: View) => Promise<void>

const step = (page: Page, id: string) => page.locator(`#node-${id}`)
/** Also from an open panel: the focus goes to the step. */
const focus = (page: Page, id: string) => step(page, id).focus()
const press = (page: Page, ...keys: string[]) =>
  keys.reduce((before, key) => before.then(() => page.keyboard.press(key)), Promise.resolve())
const panel = (page: Page) => page.getByTestId('step-panel')

async function openPanel(page: Page, id: string, view: View): Promise<void> {
  if (view === 'canvas') await step(page, id).dblclick()
  else await step(page, id).click({ position: { x: 60, y: 20 } })
  await panel(page).waitFor()
}

/** The menu of a step stands in its row of the outline; on the canvas in its panel. */
function stepMenu(id: string, name: string, item: string | RegExp): Record<Input, Deed> {
  const choose = async (page: Page, view: View, how: Input) => {
    const within = view === 'canvas' ? panel(page) : step(page, id)
    const button = within.getByRole('button', { name: `Ações de ${name}` })
    const entry = page.getByRole('menuitem', { name: item })
    if (how === 'pointer') {
      await button.click()
      return entry.click()
    }
    await button.press('Enter')
    await entry.waitFor()
    // First letters lead to an entry, as in every menu.
    for (let tries = 0; tries < 30 && !(await entry.evaluate((one) => one.matches('[data-highlighted]'))); tries++)
      await press(page, 'ArrowDown')
    await press(page, 'Enter')
  }
  return {
    pointer: async (page, view) => {
      if (view === 'canvas') await openPanel(page, id, view)
      await choose(page, view, 'pointer')
    },
    keyboard: async (page, view) => {
      await focus(page, id)
      if (view === 'canvas') await press(page, 'Enter')
      await choose(page, view, 'keyboard')
    },
  }
}

function flowMenu(item: string): Record<Input, Deed> {
  const entry = (page: Page) => page.getByRole('menuitem', { name: item })
  const button = (page: Page) => page.getByRole('button', { name: 'Mais ações do fluxo' })
  return {
    pointer: async (page) => {
      await button(page).click()
      await entry(page).click()
    },
    keyboard: async (page) => {
      await button(page).press('Enter')
      await entry(page).waitFor()
      for (let tries = 0; tries < 30 && !(await entry(page).evaluate((one) => one.matches('[data-highlighted]'))); tries++)
        await press(page, 'ArrowDown')
      await press(page, 'Enter')
    },
  }
}

const then = (first: Record<Input, Deed>, next: Record<Input, Deed>): Record<Input, Deed> => ({
  pointer: async (page, view) => {
    await first.pointer(page, view)
    await next.pointer(page, view)
  },
  keyboard: async (page, view) => {
    await first.keyboard(page, view)
    await next.keyboard(page, view)
  },
})

/** In a list with a search: what it is called is typed, or clicked. */
const choice = (name: string | RegExp, typed: string): Record<Input, Deed> => ({
  pointer: (page) => page.getByRole('option', { name }).first().click(),
  keyboard: async (page) => {
    await page.getByRole('option').first().waitFor()
    await page.keyboard.type(typed)
    await press(page, 'Enter')
  },
})

const field = (id: string, fill: (page: Page, input: Input) => Promise<void>): Record<Input, Deed> => ({
  pointer: async (page, view) => {
    await openPanel(page, id, view)
    await fill(page, 'pointer')
  },
  keyboard: async (page) => {
    await focus(page, id)
    await press(page, 'Enter')
    await panel(page).waitFor()
    await fill(page, 'keyboard')
  },
})

function formTrigger(page: Page, input: Input): Promise<void> {
  const kind = page.locator('[data-testid=trigger-kind][data-kind=form]')
  return input === 'pointer' ? kind.click() : kind.locator('input').press('Space')
}

async function importCurl(page: Page, input: Input): Promise<void> {
  const opener = page.getByTestId('import-curl')
  await (input === 'pointer' ? opener.click() : opener.press('Enter'))
  const dialog = page.getByRole('dialog')
  await dialog.locator('textarea').fill('curl -X POST https://loja.test/b')
  const button = dialog.getByRole('button', { name: 'Importar', exact: true })
  await (input === 'pointer' ? button.click() : button.press('Enter'))
  await dialog.waitFor({ state: 'detached' })
}

async function rename(page: Page, input: Input): Promise<void> {
  const settings = panel(page).getByTestId('step-settings')
  await (input === 'pointer' ? settings.click() : settings.press('Enter'))
  await panel(page).locator('[data-path="/name"] input').fill('uns')
}

async function highPriority(page: Page): Promise<void> {
  await page.getByTestId('flow-settings').locator('[data-path="/priority"] select').selectOption('high')
  await press(page, 'Escape')
}

/** A cell is a way of giving the command; `null`: the outline has no positions to change. */
export const CELLS: Record<Exclude<CommandName, 'restore'>, Record<View, Record<Input, Deed> | null>> = {
  setTrigger: both(field('trigger', formTrigger)),
  setSettings: both(then(flowMenu('Ajustes do fluxo'), { pointer: highPriority, keyboard: highPriority })),
  addStep: both(
    then(
      { pointer: stepMenu('sum', 'um', 'Adicionar depois').pointer, keyboard: (page) => focus(page, 'sum').then(() => press(page, 'a')) },
      choice(/^Parar/, 'parar'),
    ),
  ),
  paste: both({
    pointer: stepMenu('sum', 'um', 'Duplicar').pointer,
    keyboard: async (page) => {
      await focus(page, 'sum')
      await press(page, 'Control+c')
      await page.getByTestId('announcements').filter({ hasText: 'copiada' }).waitFor({ state: 'attached' })
      await press(page, 'Control+v')
    },
  }),
  removeSteps: both({
    pointer: stepMenu('sdois', 'dois', /^Remover(?! ligação)/).pointer,
    keyboard: (page) => focus(page, 'sdois').then(() => press(page, 'Delete')),
  }),
  moveTo: both(then(stepMenu('sum', 'um', 'Mover para…'), choice(/chama/, 'chama'))),
  connect: both(
    then(
      { pointer: stepMenu('sum', 'um', 'Ligar a…').pointer, keyboard: (page) => focus(page, 'sum').then(() => press(page, 'c')) },
      choice(/chama/, 'chama'),
    ),
  ),
  disconnect: both(stepMenu('sum', 'um', /Remover ligação/)),
  renameStep: both(field('sum', rename)),
  setField: both({
    pointer: stepMenu('sum', 'um', 'Desligar etapa').pointer,
    keyboard: (page) => focus(page, 'sum').then(() => press(page, 'e')),
  }),
  setFields: both(field('schama', importCurl)),
  moveSteps: {
    canvas: {
      pointer: async (page) => {
        // What has the focus comes into view; then the canvas stands still.
        await focus(page, 'sdois')
        await step(page, 'sdois').hover()
        const box = await step(page, 'sdois').boundingBox()
        if (box === null) throw new Error('the step is not on the canvas')
        const [x, y] = [box.x + box.width / 2, box.y + box.height / 2]
        await page.mouse.move(x, y)
        await page.mouse.down()
        await page.mouse.move(x + 20, y + 60, { steps: 4 })
        await page.mouse.up()
      },
      keyboard: (page) => focus(page, 'sdois').then(() => press(page, 'ArrowDown')),
    },
    outline: null,
  },
  setNote: {
    canvas: flowMenu('Adicionar nota'),
    outline: {
      pointer: (page) => page.getByRole('button', { name: 'Adicionar nota' }).click(),
      keyboard: (page) => page.getByRole('button', { name: 'Adicionar nota' }).press('Enter'),
    },
  },
  setGroup: both({
    pointer: stepMenu('sum', 'um', 'Agrupar').pointer,
    keyboard: (page) => focus(page, 'sum').then(() => press(page, 'Control+g')),
  }),
  arrange: both(flowMenu('Arrumar etapas')),
}

function both(cell: Record<Input, Deed>): Record<View, Record<Input, Deed>> {
  return { canvas: cell, outline: cell }
}
