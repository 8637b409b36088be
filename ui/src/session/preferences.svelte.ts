export type Theme = 'light' | 'dark' | 'system'

function readText(key: string): string | null {
  try {
    return localStorage.getItem(key)
  } catch {
    // Storage may be blocked; the default applies.
    return null
  }
}

function writeText(key: string, value: string): void {
  try {
    localStorage.setItem(key, value)
  } catch {
    // Storage may be blocked; the choice then lasts until the page is closed.
  }
}

function readTheme(): Theme {
  const stored = readText('tomada.theme')
  return stored === 'light' || stored === 'dark' ? stored : 'system'
}

/** Choices of this device. */
class Preferences {
  theme = $state<Theme>(readTheme())
  singleKeys = $state(readText('tomada.single-keys') !== 'off')
  navCollapsed = $state(readText('tomada.nav') === 'collapsed')
  builderView = $state<'canvas' | 'outline'>(readText('tomada.builder-view') === 'outline' ? 'outline' : 'canvas')

  setTheme(theme: Theme) {
    this.theme = theme
    writeText('tomada.theme', theme)
    if (theme === 'system') delete document.documentElement.dataset.theme
    else document.documentElement.dataset.theme = theme
  }

  setSingleKeys(on: boolean) {
    this.singleKeys = on
    writeText('tomada.single-keys', on ? 'on' : 'off')
  }

  setNavCollapsed(collapsed: boolean) {
    this.navCollapsed = collapsed
    writeText('tomada.nav', collapsed ? 'collapsed' : 'open')
  }

  setBuilderView(view: 'canvas' | 'outline') {
    this.builderView = view
    writeText('tomada.builder-view', view)
  }
}

export const preferences = new Preferences()
