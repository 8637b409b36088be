/** Scripts that run in the page. Texts, because a page has no types here; no function of theirs is ever made from a string in the page. */

/** Follows the link and answers the milliseconds until the heading of the page before is gone and the next frame was drawn. */
export const followLink = (href: string) => `new Promise((resolve, reject) => {
  const link = document.querySelector('a[href="${href}"]')
  if (link === null) return reject(new Error('no link to ${href}'))
  const heading = document.querySelector('h1')
  const started = performance.now()
  link.click()
  const look = () => heading !== null && heading.isConnected ? requestAnimationFrame(look) : requestAnimationFrame(() => resolve(performance.now() - started))
  look()
})`

const ALL_DRAWN = (steps: number) => `(() => {
  const nodes = document.querySelectorAll('[data-testid=step-node]')
  const last = nodes[${steps} - 1]
  return last !== undefined && getComputedStyle(last).visibility === 'visible' && last.getBoundingClientRect().width > 0
})()`

/** Milliseconds until so many steps are drawn: since the link was followed, or, without one, since the page was asked for. */
export const untilDrawn = (steps: number, href: string | null) => `new Promise((resolve) => {
  const started = ${href === null ? '0' : 'performance.now()'}
  ${href === null ? '' : `document.querySelector('a[href="${href}"]').click()`}
  const look = () => ${ALL_DRAWN(steps)} ? requestAnimationFrame(() => resolve(performance.now() - started)) : requestAnimationFrame(look)
  look()
})`

/**
 * Drags the step that is nearest to the middle of the canvas with one mousemove in each frame. Frames count in which it stood elsewhere than in
 * the one before; the work of a frame is everything from its callback until it was drawn.
 */
export const dragStep = (frames: number) => `new Promise((resolve) => {
  const box = document.querySelector('[data-testid=canvas]').getBoundingClientRect()
  const centre = { x: box.left + box.width / 2, y: box.top + box.height / 2 }
  const far = (node) => { const at = node.getBoundingClientRect(); return Math.hypot(at.left + at.width / 2 - centre.x, at.top + at.height / 2 - centre.y) }
  const node = [...document.querySelectorAll('.svelte-flow__node-step')].sort((a, b) => far(a) - far(b))[0]
  const at = node.getBoundingClientRect()
  let x = at.left + at.width / 3, y = at.top + at.height / 2
  const send = (type, target) => target.dispatchEvent(new MouseEvent(type, { bubbles: true, cancelable: true, view: window, clientX: x, clientY: y, button: 0, buttons: type === 'mouseup' ? 0 : 1 }))
  send('mousedown', node)
  const work = []
  let moved = 0, done = 0, before = node.style.transform, started = 0
  const frame = () => {
    if (node.style.transform !== before) moved++
    before = node.style.transform
    if (done === 0) started = performance.now()
    if (done++ === ${frames}) {
      const seconds = (performance.now() - started) / 1000
      send('mouseup', window)
      return resolve({ fps: moved / seconds, work })
    }
    const began = performance.now()
    x += done % 100 < 50 ? 2 : -2
    y += done % 100 < 50 ? 1 : -1
    send('mousemove', window)
    const after = new MessageChannel()
    after.port1.onmessage = () => work.push(performance.now() - began)
    after.port2.postMessage(0)
    requestAnimationFrame(frame)
  }
  requestAnimationFrame(frame)
})`

/** Keeps the longest task from now on; \`window.longestTask\` reads it. */
export const WATCH_TASKS = `window.longestTask = 0
new PerformanceObserver((list) => { for (const entry of list.getEntries()) window.longestTask = Math.max(window.longestTask, entry.duration) }).observe({ type: 'longtask', buffered: true })`
