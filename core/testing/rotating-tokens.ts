/** An emulator's OAuth server, as a connected application sees it. */
interface ConnectedApp {
  /** A person consents. */
  connect(): Promise<{ accessToken: string; refreshToken: string }>
  token(form: Record<string, string>): Promise<{ status: number; fields: Record<string, unknown> }>
}

/** The pair of tokens of one connection. Each refresh token works once. */
export interface RotatingTokens {
  /** A person consents, once more or for the first time. Gives the access token. */
  consent(): Promise<string>
  /** Null: only a person can help. */
  renew(): Promise<string | null>
}

export function rotatingTokens(app: () => ConnectedApp): RotatingTokens {
  let refreshToken = ''
  return {
    async consent() {
      const tokens = await app().connect()
      refreshToken = tokens.refreshToken
      return tokens.accessToken
    },
    async renew() {
      const { status, fields } = await app().token({ grant_type: 'refresh_token', refresh_token: refreshToken })
      if (status !== 200) return null
      refreshToken = String(fields['refresh_token'])
      return String(fields['access_token'])
    },
  }
}
