# Sunshine Ledger as a container: compiled in one stage, run by an unprivileged user in another, with no compiler and no
# development package. The data folder is a volume; settings come from the environment (SUNLEDGER_*).
ARG NODE_IMAGE=node:20-bookworm-slim

FROM ${NODE_IMAGE} AS build
WORKDIR /app
COPY package.json package-lock.json ./
# Not `npm ci`: the lock file lists optional binaries only of the platforms its registry served, which `ci` refuses.
RUN npm install --no-save --no-audit --no-fund
COPY tsconfig.json ./
COPY scripts ./scripts
COPY src ./src
COPY projections ./projections
RUN node scripts/build.mjs && npm prune --omit=dev --no-audit --no-fund

FROM ${NODE_IMAGE}
ENV NODE_ENV=production \
    SUNLEDGER_DATA=/data \
    SUNLEDGER_HOST=0.0.0.0 \
    SUNLEDGER_PORT=8080
WORKDIR /app
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
COPY package.json LICENSE ./
COPY catalogue ./catalogue
COPY rulepacks ./rulepacks
COPY schemes ./schemes
RUN mkdir -p /data/documents && chown -R node:node /data
USER node
VOLUME /data
EXPOSE 8080
# Alive, not ready: a node whose engine is away still answers what it holds, and must not be restarted for that.
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=6 \
  CMD ["node", "-e", "fetch('http://127.0.0.1:' + process.env.SUNLEDGER_PORT + '/livez').then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
STOPSIGNAL SIGTERM
ENTRYPOINT ["node", "dist/bin/cli.js"]
CMD ["serve"]
