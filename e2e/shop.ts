import type { Browser, Page } from 'playwright-core'
import { openBrowser } from './browser.ts'
import { freshDatabase, type Product, type Session, scratchFolder, sessionAt, startProduct } from './harness.ts'

export const LOGIN = { email: 'ana@loja.test', password: 'uma senha bem comprida' }

/** The product of somebody who has just begun: an empty database, the owner's account, and a browser. */
export interface Shop {
  browser: Browser
  product: Product
  /** Of the owner. */
  session: Session
  signIn(page: Page): Promise<void>
  close(): Promise<void>
}

export async function openShop(names = { owner: 'Ana', workspace: 'Loja da Ana' }): Promise<Shop> {
  const [database, folder, browser] = await Promise.all([freshDatabase(), scratchFolder(), openBrowser()])
  const product = await startProduct({ databaseUrl: database.url, dataDir: folder.path })
  const session = sessionAt(product.baseUrl)
  await session.send('POST', '/api/setup', {
    owner: { name: names.owner, ...LOGIN },
    workspace: { name: names.workspace, timezone: 'America/Sao_Paulo', locale: 'pt-BR' },
  })
  return {
    browser,
    product,
    session,
    async signIn(page) {
      await page.request.post(`${product.baseUrl}/api/session`, { data: LOGIN, headers: { origin: product.baseUrl } })
    },
    async close() {
      await browser.close()
      await product.stop()
      await database.drop()
      await folder.remove()
    },
  }
}
