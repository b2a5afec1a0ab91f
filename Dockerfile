# Builds Adjutant and ships what runs: docker build -t adjutant . && docker run -it -v adjutant:/data adjutant
FROM node:20-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm install --no-audit --no-fund
COPY tsconfig.json tsconfig.build.json ./
COPY scripts scripts
COPY src src
COPY adapters adapters
RUN npm run build && npm prune --omit=dev

FROM node:20-bookworm-slim
ENV NODE_ENV=production ADJUTANT_HOME=/data
WORKDIR /app
# Of the sources only the word vectors: everything else is in dist.
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules node_modules
COPY --from=build /app/dist dist
COPY --from=build /app/adapters/models/static adapters/models/static
COPY migrations migrations
RUN install -d -o node -g node -m 0700 /data
VOLUME /data
USER node
# A port only for a webhook: PUBLIC_URL and PORT.
# As `npm start`: a heap that grows in small steps, since an assistant rests most of the time.
CMD ["node", "--max-semi-space-size=4", "--heap-growing-percent=25", "dist/src/main.js"]
