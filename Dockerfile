# syntax=docker/dockerfile:1
# The site with a Node, without the tools that only build or test it. docs/hosting.md shows how to run it.

# The settings that are part of the pages. An empty one counts as not set. Secrets are not among them: the server reads those.
FROM node:24-slim AS settings
WORKDIR /site
ARG SITE_URL=
ARG PUBLIC_CAL_LINK=
ARG PUBLIC_CAL_ORIGIN=
ARG PUBLIC_CAL_SITE=
ARG PUBLIC_CAL_VARIANTS=
ARG PUBLIC_CAL_ROLLOUT=
ARG CONSENT=
ARG CAL_API_URL=
ENV SITE_URL=$SITE_URL PUBLIC_CAL_LINK=$PUBLIC_CAL_LINK PUBLIC_CAL_ORIGIN=$PUBLIC_CAL_ORIGIN PUBLIC_CAL_SITE=$PUBLIC_CAL_SITE PUBLIC_CAL_VARIANTS=$PUBLIC_CAL_VARIANTS PUBLIC_CAL_ROLLOUT=$PUBLIC_CAL_ROLLOUT CONSENT=$CONSENT CAL_API_URL=$CAL_API_URL

FROM settings AS build
COPY package.json package-lock.json .npmrc ./
COPY tests/package.json ./tests/
# The build needs no package's install script, and none of those in tests/package.json.
RUN npm ci --include=dev --workspaces=false --ignore-scripts --no-audit --no-fund
COPY . .
# With a value, pages report their errors. The server needs it as well, at run time.
ARG SENTRY_DSN=
# The name of the release: the image has no git.
ARG COMMIT=
RUN VERCEL_GIT_COMMIT_SHA="$COMMIT" node scripts/build.ts

FROM node:24-slim AS packages
WORKDIR /site
COPY package.json package-lock.json .npmrc ./
COPY tests/package.json ./tests/
RUN npm ci --omit=dev --workspaces=false --ignore-scripts --no-audit --no-fund

FROM settings
# These files belong to root, so the server cannot change them.
COPY --from=packages /site/node_modules ./node_modules
COPY --from=build /site/.vercel ./.vercel
COPY package.json vercel.json ./
COPY scripts ./scripts
COPY src ./src
RUN mkdir /data && chown 1000:1000 /data
ENV HOST=0.0.0.0 PORT=4321 DATA_DIR=/data
# The user "node" of the base image, as a number, which Kubernetes can check.
USER 1000:1000
VOLUME /data
EXPOSE 4321
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s --retries=3 CMD ["node", "scripts/serve/health-check.ts"]
CMD ["node", "scripts/serve.ts"]
