/** Every address of the application, base path included. Filters live in the query, so that a view can be shared. */
const BASE = '/app'

const query = (params: Record<string, string | undefined>) => {
  const search = new URLSearchParams()
  for (const [key, value] of Object.entries(params)) if (value) search.set(key, value)
  const text = search.toString()
  return text === '' ? '' : `?${text}`
}

export const to = {
  home: `${BASE}/`,
  signIn: (after?: string) => `${BASE}/sign-in${query({ to: after })}`,
  setup: `${BASE}/setup`,
  connections: `${BASE}/connections`,
  connection: (id: string, tab?: string) => `${BASE}/connections/${encodeURIComponent(id)}${query({ tab })}`,
  connect: (plugin: string) => `${BASE}/connections${query({ connect: plugin })}`,
  reconnect: (connectionId: string) => `${BASE}/connections${query({ reconnect: connectionId })}`,
  flows: `${BASE}/flows`,
  flow: (id: string, step?: string) => `${BASE}/flows/${encodeURIComponent(id)}${query({ step })}`,
  runs: (filter: { flow?: string; status?: string; view?: string; cause?: string } = {}) => `${BASE}/runs${query(filter)}`,
  run: (id: string, step?: string) => `${BASE}/runs/${encodeURIComponent(id)}${query({ step })}`,
  deliveries: (filter: { view?: string; flow?: string; plugin?: string; verdict?: string } = {}) => `${BASE}/deliveries${query(filter)}`,
  delivery: (id: string) => `${BASE}/deliveries/${encodeURIComponent(id)}`,
  queues: (filter: { view?: string; state?: string; flow?: string; plugin?: string; status?: string } = {}) =>
    `${BASE}/queues${query(filter)}`,
  schedules: `${BASE}/schedules`,
  dashboards: (filter: { board?: string; days?: string } = {}) => `${BASE}/dashboards${query(filter)}`,
  data: `${BASE}/data`,
  hub: (filter: { entity?: string; key?: string } = {}) => `${BASE}/hub${query(filter)}`,
  hubEntity: (entity: string, id: string) => `${BASE}/hub/${[entity, id].map(encodeURIComponent).join('/')}`,
  tables: `${BASE}/tables`,
  table: (name: string) => `${BASE}/tables/${encodeURIComponent(name)}`,
  tableImport: (name: string, importId?: string) => `${BASE}/tables/${encodeURIComponent(name)}/import${query({ import: importId })}`,
  exports: `${BASE}/exports`,
  /** Filters as the list of records has them: `from` and `to` are local days. */
  records: (plugin: string, resource: string, filter: { connectionId?: string; from?: string; to?: string; search?: string } = {}) =>
    `${BASE}/data/${encodeURIComponent(plugin)}/${encodeURIComponent(resource)}${query(filter)}`,
  record: (plugin: string, resource: string, connectionId: string, key: string) =>
    `${BASE}/data/${[plugin, resource, connectionId, key].map(encodeURIComponent).join('/')}`,
  tasks: (filter: { task?: string } = {}) => `${BASE}/tasks${query(filter)}`,
  alerts: `${BASE}/alerts`,
  members: `${BASE}/members`,
  account: `${BASE}/members${query({ tab: 'account' })}`,
}
