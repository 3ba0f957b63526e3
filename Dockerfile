# Assembl as one executable, on a base that holds little more than the C library.
# Both bases are arguments, so that they can be replaced where their registry is out of reach.
ARG BUILD_IMAGE=docker.io/oven/bun:1.4.5-debian
# The executable is linked to glibc and to nothing else, and this is the smallest Debian base that has it.
ARG RUNTIME_IMAGE=gcr.io/distroless/base-nossl-debian12:nonroot

FROM ${BUILD_IMAGE} AS build
WORKDIR /assembl
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
