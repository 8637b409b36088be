// Runs before the first paint, so that a chosen theme never flashes. A file of its own because the CSP allows no inline script.
;(() => {
  try {
    const theme = localStorage.getItem('tomada.theme')
    if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme
    const locale = localStorage.getItem('PARAGLIDE_LOCALE')
    if (locale) document.documentElement.lang = locale
  } catch {
    // Storage may be blocked; the system's theme applies then.
  }
})()
