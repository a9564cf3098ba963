# syntax=docker/dockerfile:1
# One image for `holdfast` and for the staging platform. Debian, not Alpine: Temporal's SDK has no build for musl.
# Not built where it was written (no container engine there); the layout that it makes was made by hand from the same commands, and
# `serve` and staging ran in it on Node 24.

FROM node:24-bookworm-slim AS build
WORKDIR /build
COPY package.json package-lock.json ./
COPY scripts scripts
# `npm ci` by the lock, without install scripts.
RUN node scripts/run.mjs --no-temporal
COPY . .
RUN npm run build
# The image has its own Node. The bundler's packages stay: Temporal's worker loads them at start, also when it is given a bundle.
RUN npm prune --omit=dev --ignore-scripts --no-audit --no-fund && rm -rf node_modules/node-linux-* node_modules/.bin/node

FROM node:24-bookworm-slim
ENV NODE_ENV=production
WORKDIR /opt/holdfast
COPY --from=build /build/package.json /build/LICENSE ./
COPY --from=build /build/node_modules node_modules
COPY --from=build /build/dist dist
# A named volume takes the owner of the folder that it is first mounted on.
RUN for folder in holdfast staging staging/origins staging/trust staging/pinned tokens vault spool; do \
      mkdir -p /var/lib/$folder && chown node:node /var/lib/$folder; \
    done
USER node
EXPOSE 8087
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=6 \
  CMD ["node", "--eval", "fetch('http://127.0.0.1:8087/readyz').then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "/opt/holdfast/dist/workers/main.js"]
CMD ["serve", "--config", "/var/lib/holdfast/holdfast.yaml"]
