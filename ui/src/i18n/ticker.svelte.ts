/** One clock for every relative time on the page. Slow enough to cost nothing, and it stops in a hidden tab. */
export const clock = $state({ now: Date.now() })

export function startTicker(): () => void {
  const timer = setInterval(() => {
    if (document.visibilityState === 'visible') clock.now = Date.now()
  }, 5000)
  return () => clearInterval(timer)
}
