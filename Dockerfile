# Assembl as one executable, on a base that holds little more than the C library.
# Both bases are arguments, so that they can be replaced where their registry is out of reach. They are named by what they
# hold, as tags may be moved.
ARG BUILD_IMAGE=docker.io/library/node:22.23.3-bookworm-slim@sha256:43ac6c60b8f89723f746e8a92ce91abd5017e627ce1ddfe4238355d3a30b772c
# The executable is linked to glibc and to nothing else, and this is the smallest Debian base that has it.
ARG RUNTIME_IMAGE=gcr.io/distroless/base-nossl-debian12:nonroot@sha256:be40c00dfabd86576d92666e87e406714d5618342de1a0c213ad232de255172e

FROM ${BUILD_IMAGE} AS build
WORKDIR /assembl
# From npm, whose versions cannot be replaced.
RUN command -v bun || npm install --global bun@1.4.5
COPY package.json bun.lock bunfig.toml ./
RUN bun install --frozen-lockfile --production
COPY tsconfig.json ./
COPY src src
COPY scripts scripts
RUN bun run compile

FROM ${RUNTIME_IMAGE}
LABEL org.opencontainers.image.title="assembl" \
      org.opencontainers.image.description="Gene-name autocomplete for any species, from one memory-mapped file" \
      org.opencontainers.image.version="0.1.0" \
      org.opencontainers.image.licenses="MIT"
COPY --from=build /assembl/dist/assembl /usr/local/bin/assembl
# Where an index is mounted: ./assembl.msgpack is what commands take where nothing else is named.
WORKDIR /data
EXPOSE 8000
# As numbers, because orchestrators that demand a non-root user cannot look names up.
USER 65532:65532
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s CMD ["/usr/local/bin/assembl", "health"]
ENTRYPOINT ["/usr/local/bin/assembl"]
CMD ["serve"]
