# Built in two stages, so that nothing but this file's folder and a container engine is needed:
#   docker build -t heliograph .
#   docker run -p 7447:7447 -v heliograph:/data heliograph
# The image is the release archive on a Java that runs it; docs/install.md has more. The project's
# machines have no container engine: ReleaseArchiveIT runs the same layout without one.
FROM eclipse-temurin:25-jdk AS build
RUN apt-get update && apt-get install -y --no-install-recommends maven && rm -rf /var/lib/apt/lists/*
WORKDIR /source
COPY . .
RUN ./heliograph release \
    && mkdir /release \
    && tar -xzf target/heliograph-*.tar.gz -C /release --strip-components=1

FROM eclipse-temurin:25-jre
LABEL org.opencontainers.image.title="Heliograph" \
      org.opencontainers.image.description="A Nostr relay for Jakarta EE" \
      org.opencontainers.image.licenses="Apache-2.0"
# The embedded PostgreSQL wants a user with a name.
RUN useradd --system --uid 10001 --home-dir /data --shell /usr/sbin/nologin heliograph \
    && install -d -m 700 -o heliograph -g heliograph /data
COPY --from=build /release /opt/heliograph
# All addresses of the container; health and administration stay within it.
ENV PATH=/opt/heliograph/bin:$PATH \
    HELIOGRAPH_HTTP_HOST=* \
    HELIOGRAPH_HTTP_PORT=7447 \
    HELIOGRAPH_HTTP_ADMIN_PORT=7448 \
    HELIOGRAPH_DATA=/data
# Makes starts faster; an image without it starts as well.
RUN heliograph prepare || true
USER 10001
VOLUME /data
EXPOSE 7447 7443
HEALTHCHECK --interval=10s --timeout=3s --start-period=180s \
    CMD curl -fsS "http://127.0.0.1:${HELIOGRAPH_HTTP_ADMIN_PORT}/health/ready" || exit 1
# HELIOGRAPH_HEAP=4g gives the heap another bound than 1g.
ENTRYPOINT ["heliograph"]
CMD ["run"]
