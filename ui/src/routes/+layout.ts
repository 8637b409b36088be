// Static files served by core: the browser draws everything.
export const ssr = false
export const prerender = false
