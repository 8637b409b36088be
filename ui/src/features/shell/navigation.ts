import Activity from '@lucide/svelte/icons/activity'
import CalendarClock from '@lucide/svelte/icons/calendar-clock'
import ChartColumn from '@lucide/svelte/icons/chart-column'
import Database from '@lucide/svelte/icons/database'
import House from '@lucide/svelte/icons/house'
import Layers from '@lucide/svelte/icons/layers'
import ListChecks from '@lucide/svelte/icons/list-checks'
import Plug from '@lucide/svelte/icons/plug'
import Users from '@lucide/svelte/icons/users'
import Webhook from '@lucide/svelte/icons/webhook'
import Workflow from '@lucide/svelte/icons/workflow'
import type { Component } from 'svelte'
import { to } from '#lib/addresses.ts'
import type { Role } from '#lib/api/identity.ts'
import { m } from '#lib/paraglide/messages.js'

export interface NavItem {
  label: () => string
  href: string
  icon: Component<{ size?: number; strokeWidth?: number }>
  /** Weakest role that sees it; others do not see it at all. */
  role: Role
  /** Second key after `g`. */
  key: string
  /** Other addresses that belong to it. */
  also?: readonly string[]
}

export const NAVIGATION: readonly NavItem[] = [
  { label: m.shell_home, href: to.home, icon: House, role: 'viewer', key: 'h' },
  { label: m.shell_connections, href: to.connections, icon: Plug, role: 'viewer', key: 'i' },
  { label: m.shell_flows, href: to.flows, icon: Workflow, role: 'viewer', key: 'f' },
  { label: m.shell_runs, href: to.runs(), icon: Activity, role: 'viewer', key: 'e' },
  { label: m.shell_deliveries, href: to.deliveries(), icon: Webhook, role: 'viewer', key: 'w' },
  { label: m.schedules_nav, href: to.schedules, icon: CalendarClock, role: 'viewer', key: 's' },
  { label: m.queues_nav, href: to.queues(), icon: Layers, role: 'viewer', key: 'q' },
  { label: m.data_nav, href: to.data, icon: Database, role: 'viewer', key: 'd', also: [to.hub(), to.tables, to.exports] },
  { label: m.dash_nav, href: to.dashboards(), icon: ChartColumn, role: 'viewer', key: 'p' },
  { label: m.shell_tasks, href: to.tasks(), icon: ListChecks, role: 'viewer', key: 't' },
  { label: m.shell_members, href: to.members, icon: Users, role: 'admin', key: 'm' },
]

export function isCurrent({ href, also = [] }: Pick<NavItem, 'href' | 'also'>, pathname: string): boolean {
  return isAt(href, pathname) || also.some((other) => isAt(other, pathname))
}

function isAt(href: string, pathname: string): boolean {
  return href === to.home ? pathname === href || pathname === href.slice(0, -1) : pathname === href || pathname.startsWith(`${href}/`)
}
