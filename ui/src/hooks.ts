import type { Reroute } from '@sveltejs/kit'

/** People read “Dados” and `/data`; the pages stand in the folder of what they show, which is records. */
export const reroute: Reroute = ({ url }) => url.pathname.replace(/^\/app\/data(?=\/|$)/, '/app/records')
