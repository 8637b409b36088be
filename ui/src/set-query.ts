import { goto } from '$app/navigation'
import { page } from '$app/state'

/** Changes one filter in the address, so that the view can be shared and restored. An empty value takes it away. */
export function setQuery(name: string, value: string): Promise<void> {
  const address = new URL(page.url.href)
  if (value === '') address.searchParams.delete(name)
  else address.searchParams.set(name, value)
  return goto(address, { replace: true, reset: false })
}
