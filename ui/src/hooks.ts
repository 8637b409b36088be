/** People read “Dados” and `/data`; the pages stand in the folder of what they show, which is records. */
export function reroute({ url }: { url: URL }): string {
  return url.pathname.replace(/^\/app\/data(?=\/|$)/, '/app/records')
}
