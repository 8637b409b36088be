// The page's whole behaviour: draw what GET /page.json says, every two seconds, and press the admin API's levers.
const POLL_MS = 2000
const ONE_LINE_CHARS = 24
const outcome = document.getElementById('outcome')
const areas = { actions: document.getElementById('actions'), faults: document.getElementById('faults') }
const tables = document.getElementById('tables')
const drawn = { actions: '', faults: '', tables: '' }

function say(text, state) {
  outcome.textContent = text
  outcome.className = state
}

async function press(button, action) {
  button.disabled = true
  try {
    const answer = await fetch(action.path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(action.body ?? {}),
    })
    const body = await answer.json()
    if (answer.ok) say(`${action.label}: ${body.message ?? document.body.dataset.done}`, 'ok')
    else say(`${document.body.dataset.failed}: ${body.error}`, 'error')
    await refresh()
  } catch {
    // Reached when the emulator was stopped while the page stayed open.
    say(document.body.dataset.unreachable, 'error')
  }
  button.disabled = false
}

function drawButton(action) {
  const button = document.createElement('button')
  button.type = 'button'
  button.textContent = action.label
  if (action.isMain) button.className = 'main'
  button.addEventListener('click', () => press(button, action))
  return button
}

function element(name, ...children) {
  const made = document.createElement(name)
  made.append(...children)
  return made
}

// Numbers, times and names stay on one line; only long texts wrap.
function drawCell(text) {
  const cell = element('td', text)
  if (text.length <= ONE_LINE_CHARS) cell.className = 'one-line'
  return cell
}

function drawTable(table, index) {
  const title = element('h2', table.title)
  title.id = `table-${index}`
  const card = element('div')
  card.className = 'card'
  if (table.rows.length === 0) {
    const empty = element('p', table.emptyText)
    empty.className = 'empty'
    card.append(empty)
  } else {
    const head = element('thead', element('tr', ...table.columns.map((text) => element('th', text))))
    const rows = table.rows.map((row) => element('tr', ...row.map(drawCell)))
    const grid = element('table', head, element('tbody', ...rows))
    grid.setAttribute('aria-labelledby', title.id)
    // A wide table scrolls inside its card: the keyboard must reach it.
    card.tabIndex = 0
    card.setAttribute('role', 'region')
    card.setAttribute('aria-labelledby', title.id)
    for (const cell of head.querySelectorAll('th')) cell.scope = 'col'
    card.append(grid)
  }
  return element('section', title, card)
}

// Redrawn only when changed, so that focus and selection survive the polling.
function redraw(name, area, value, draw) {
  const text = JSON.stringify(value)
  if (drawn[name] === text) return
  drawn[name] = text
  area.replaceChildren(...value.map(draw))
}

async function refresh() {
  const feed = await (await fetch('/page.json')).json()
  redraw('actions', areas.actions, feed.actions, drawButton)
  redraw('faults', areas.faults, feed.faults, drawButton)
  redraw('tables', tables, feed.tables, drawTable)
}

async function poll() {
  try {
    await refresh()
  } catch {
    say(document.body.dataset.unreachable, 'error')
  }
  setTimeout(poll, POLL_MS)
}

poll()
