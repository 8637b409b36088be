import type { View } from './builder-commands.ts'
import type { Passage } from './screen-reader.ts'
import { LOGIN } from './shop.ts'

/** What is heard while a flow is made, mapped, wired, tested, published and run by keyboard alone. */

export type Language = 'pt-BR' | 'en'

/** Takes the text of the language that is heard. */
type Say = (portuguese: string, english: string) => string

interface Listener {
  view: View
  say: Say
}

/** A step with the focus, as it is heard in each view. */
const heardNode = (view: View) => (text: string) =>
  view === 'canvas' ? `button "${text}" pressed=true` : `treeitem "${text}" selected=true`

/** Until somebody is signed in; these keys do not count. */
export function signingIn(language: Language): Passage[] {
  const say = sayIn(language)
  return [
    ['@form Tab', say('Entrar na Tomada · Tomada', 'Sign in to Tomada · Tomada'), 'textbox "E-mail"'],
    [`"${LOGIN.email}" Tab "${LOGIN.password}" Enter`, say('Fluxos · Tomada', 'Flows · Tomada'), 'generic ""'],
  ]
}

/** From the list of flows to a run of a new one. */
export function journey(view: View, language: Language): Passage[] {
  const listener = { view, say: sayIn(language) }
  return [...beginning(listener), ...building(listener), ...running(listener)]
}

function sayIn(language: Language): Say {
  return (portuguese, english) => (language === 'en' ? english : portuguese)
}

function names(say: Say) {
  const map = say('Montar valor', 'Build value')
  return {
    map,
    plain: `${map}, ${map}`,
    pinned: `${map}, ${map} · ${say('saída fixada', 'output pinned')}`,
    stop: say('Parar', 'Stop'),
    position: (at: number, of: number) => say(`Etapa ${at} de ${of}`, `Step ${at} of ${of}`),
  }
}

/** From the list of flows to the trigger of a new flow. */
function beginning({ view, say }: Listener): Passage[] {
  const name = say('textbox "Nome do fluxo"', 'textbox "Flow name"')
  const untitled = say('Fluxo sem nome', 'Untitled flow')
  return [
    ['Tab', say('link "Pular para o conteúdo"', 'link "Skip to content"')],
    ['Enter Tab', say('button "Novo fluxo"', 'button "New flow"')],
    ['Enter', say('searchbox "Buscar modelos"', 'searchbox "Search templates"')],
    ['Tab Tab', say('button "Em branco"', 'button "Blank"')],
    ['Enter @[data-testid=canvas]', `${untitled} · Tomada`, 'generic ""'],
    ['Tab Enter Tab Tab', `${name} = ${untitled}`],
    ['"Sete" Enter', `${name} = Sete`],
    ['Tab Tab', say('radio "Tela" checked=true', 'radio "Canvas" checked=true')],
    ...(view === 'outline'
      ? ([['ArrowRight @[data-testid=outline]', say('radio "Esquema" checked=true', 'radio "Outline" checked=true')]] satisfies Passage[])
      : []),
    ['Tab', say('button "1 problema"', 'button "1 problem"')],
    ['Tab Tab Tab', say('button "Mais ações do fluxo" expanded=false', 'button "More flow actions" expanded=false')],
    ['Tab', heardNode(view)(say('Manual Gatilho', 'Manual Trigger'))],
  ]
}

/** One step makes { x: 7 }, another takes the 7 from there, and both lead to an end. */
function building({ view, say }: Listener): Passage[] {
  const node = heardNode(view)
  const { map, plain, pinned, stop, position } = names(say)
  const kinds = say(
    'option "Ramificação Escolhe um caminho por uma condição." selected=true',
    'option "Branch Chooses a path by a condition." selected=true',
  )
  const mapKind = say(
    'option "Montar valor Monta um valor a partir de outros." selected=true',
    'option "Build value Builds a value from others." selected=true',
  )
  const addField: Passage = ['@[data-testid=field-rows] Tab Tab Tab Tab Tab', say('button "Adicionar campo"', 'button "Add field"')]
  const fieldName = say('textbox "Nome do campo" = field1', 'textbox "Field name" = field1')
  const insert = say(
    'button "Inserir valor de outra etapa em v" expanded=false',
    'button "Insert a value of another step in v" expanded=false',
  )
  const added = (name: string, portuguese: string, english: string) =>
    say(`Etapa ${name} inserida ${portuguese}`, `Step ${name} inserted ${english}`)
  return [
    ['a', kinds],
    [say('"defi"', '"buil"'), mapKind],
    ['Enter', added(map, 'no início', 'at the start'), `heading "${map} ${map}"`],
    addField,
    ['Enter', fieldName],
    ['"x" Tab', say('textbox "Valor de x"', 'textbox "Value of x"')],
    ['"7" Escape', node(`${position(1, 1)}, ${plain}`)],
    ['t', say('Teste concluído em … ms', 'Test done in … ms'), `heading "${map} ${map}"`],
    ['Escape p', say(`Saída de ${map} fixada`, `Output of ${map} pinned`), node(`${position(1, 1)}, ${pinned}`)],
    ['a', kinds],
    [say('"defi"', '"buil"'), mapKind],
    ['Enter', added(map, `depois de ${map}`, `after ${map}`), `heading "${map} ${map}"`],
    addField,
    ['Enter', fieldName],
    ['"v" Tab Tab', insert],
    ['Enter', say('searchbox "Buscar campo ou valor"', 'searchbox "Search field or value"')],
    ['"x" @[data-leaf] ArrowDown', 'button "x 7"'],
    ['Enter', say(`${map} x inserido em v`, `${map} x inserted into v`), insert],
    ['Escape', node(`${position(2, 2)}, ${plain}`)],
    ['a', kinds],
    [
      say('"parar"', '"stop"'),
      say(
        'option "Parar Encerra a execução, com sucesso ou erro." selected=true',
        'option "Stop Ends the run, as success or error." selected=true',
      ),
    ],
    ['Enter', added(stop, `depois de ${map}`, `after ${map}`), `heading "${stop} ${stop}"`],
    ['Escape', node(`${position(3, 3)}, ${stop}, ${stop}`)],
    ['[ [', node(`${position(1, 3)}, ${pinned}`)],
    ['c', `option "${stop}" selected=true`],
    ['Enter', say(`${map} ligada a ${stop}`, `${map} connected to ${stop}`), node(`${position(1, 3)}, ${pinned}`)],
  ]
}

/** Tested, published, run, and the run looked at. */
function running({ view, say }: Listener): Passage[] {
  const { map, pinned, position } = names(say)
  const first = heardNode(view)(`${position(1, 3)}, ${pinned}`)
  const scope = say(
    'combobox "O que testar" = O rascunho inteiro expanded=false',
    'combobox "What to test" = The whole draft expanded=false',
  )
  const test = say('button "Testar"', 'button "Test"')
  return [
    ['Control+Enter', scope],
    ['Shift+Tab Shift+Tab', test],
    ['Enter', say('O teste terminou bem em … ms.', 'The test ended well in … ms.'), test],
    ['Escape', first],
    ['Control+Shift+Enter', say('textbox "Nome da versão · opcional"', 'textbox "Version name · optional"')],
    ['Enter', say('Versão 1 publicada', 'Version 1 published'), first],
    ['Control+Enter @[data-testid=run-published]', scope],
    ['Shift+Tab Shift+Tab Shift+Tab', say('button "Executar a versão publicada"', 'button "Run the published version"')],
    ['Enter', say('textbox "Evento (JSON)" = {}', 'textbox "Event (JSON)" = {}')],
    ['Tab', say('button "Executar"', 'button "Run"')],
    [
      'Enter @[data-testid=run-status][data-status=succeeded]',
      say('Execuções · Tomada', 'Runs · Tomada'),
      say('Execução de Sete · Tomada', 'Run of Sete · Tomada'),
      'generic ""',
    ],
    ['Tab Enter Tab', say('link "Todas as execuções"', 'link "All runs"')],
    ['@[data-testid=run-step] Tab Tab', say('button "Tentar do início"', 'button "Retry from the start"')],
    ['Tab Tab Tab Tab', say(`button "Concluída ${map} … ms"`, `button "Done ${map} … ms"`)],
  ]
}
