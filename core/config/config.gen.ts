// Generated from config.schema.json by `npm run gen`. Do not edit.

/**
 * Every environment variable the product reads, besides those that connectors declare in their manifests. `.env.example` is made from this file.
 */
export interface Environment {
  /**
   * `production` refuses missing or weak secrets and hides the causes of errors.
   */
  NODE_ENV: "development" | "production" | "test";
  /**
   * Address to listen on. `0.0.0.0` in a container or on a hosting platform.
   */
  HOST: string;
  /**
   * Port to listen on.
   */
  PORT: number;
  /**
   * Public address of this installation, without a path: webhook addresses and OAuth redirects are built from it. https in production.
   */
  APP_BASE_URL?: string;
  /**
   * Folder for the embedded database and, in development, for the generated secrets.
   */
  DATA_DIR: string;
  /**
   * Folder that holds plugin-registry.json and plugins/, instead of the bundled connectors.
   */
  PLUGINS_DIR?: string;
  /**
   * PostgreSQL 16 or newer, as a user that owns the database and may create roles. Without it an embedded PostgreSQL 18 runs in DATA_DIR.
   */
  DATABASE_URL?: string;
  /**
   * Instead of DATABASE_URL, the connection in parts.
   */
  DB_HOST?: string;
  DB_PORT?: number;
  DB_USER?: string;
  DB_PASS?: string;
  DB_NAME?: string;
  /**
   * Connections each process keeps for requests.
   */
  DB_POOL_SIZE: number;
  /**
   * Signs access tokens of API clients; 32 characters or more. Made on the first start in development, required in production.
   */
  JWT_SECRET?: string;
  /**
   * Signs refresh tokens; 32 characters or more, another one than JWT_SECRET.
   */
  JWT_REFRESH_SECRET?: string;
  /**
   * Encrypts stored credentials: 32 characters, or 32 bytes in base64 (`openssl rand -base64 32`). Losing it loses the credentials.
   */
  ENCRYPTION_KEY?: string;
  /**
   * Former encryption keys, separated by commas, while stored credentials move to the new one.
   */
  ENCRYPTION_KEYS_OLD?: string;
  /**
   * Folder for what keeps linked accounts linked (keys of phone numbers), instead of the database; encrypted there too. All workers need the same one.
   */
  SESSION_PATH?: string;
  /**
   * Origin of a front end served elsewhere; it may call the API from a browser.
   */
  FRONTEND_URL?: string;
  /**
   * More such origins, separated by commas. Default: none.
   */
  CORS_ORIGINS?: string;
  /**
   * Addresses or networks of reverse proxies whose X-Forwarded-* headers are believed, separated by commas.
   */
  TRUSTED_PROXIES?: string;
  LOG_LEVEL: "trace" | "debug" | "info" | "warn" | "error" | "fatal" | "silent";
  /**
   * Largest body of a webhook, decompressed, 64KB to 64MB.
   */
  WEBHOOK_MAX_SIZE: string;
  /**
   * Most that one step of a flow may give out, as JSON, 1MB to 64MB.
   */
  STEP_OUTPUT_MAX_SIZE: string;
  /**
   * Most that one run may record in all, 4MB to 256MB. A run is held in memory while it goes on.
   */
  RUN_JOURNAL_MAX_SIZE: string;
  /**
   * Largest uploaded file: bytes, or a number with KB or MB.
   */
  UPLOAD_MAX_SIZE: string;
  /**
   * Memory of one flow in the sandbox, in MB; a sandbox process may have three times as much. A webhook of some size needs about eight times it.
   */
  SANDBOX_MEMORY_MB: number;
  /**
   * Whole days that ended runs, their journals and deliveries are kept. A flow may keep its own for less.
   */
  RETENTION_DAYS: number;
  /**
   * Days that the history of synchronised records is kept: what changed, when, from what to what, and what people did with them. The records themselves stay.
   */
  RECORD_HISTORY_DAYS: number;
  /**
   * Requests a minute that each user, or each address before anybody signed in, may make to each endpoint of the API. Some endpoints allow less.
   */
  API_RATE_LIMIT: number;
  /**
   * Messages a minute that each address may send to webhooks, and that each webhook takes. 0: no limit.
   */
  WEBHOOK_RATE_LIMIT: number;
  /**
   * Runs that a worker takes from the queue at a time.
   */
  WORKER_BATCH_SIZE: number;
  /**
   * Sandbox processes for flow code.
   */
  SANDBOX_CHILDREN: number;
  /**
   * Mail servers inside your network that workspaces may use although their address is private, and without TLS: `host:port`, separated by commas. None unless said.
   */
  MAIL_PRIVATE_HOSTS?: string;
  /**
   * Sends the calls to a provider somewhere else, for development with emulators: JSON from origin to origin. Refused in production.
   */
  PROVIDER_ENDPOINTS?: string;
  /**
   * Ignored: Tomada needs no Redis.
   */
  REDIS_HOST?: string;
  /**
   * Ignored, like REDIS_HOST.
   */
  REDIS_PORT?: string;
  /**
   * Ignored: jobs are in PostgreSQL, Tomada needs no SQS.
   */
  AWS_REGION?: string;
  /**
   * Ignored, like AWS_REGION.
   */
  AWS_ENDPOINT?: string;
}
