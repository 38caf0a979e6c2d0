# Not built by CI: the project's machines have no container engine. Build the relay first:
#   ./mvnw -DskipTests package && docker build -t heliograph .
#   docker run -p 7447:7447 -v heliograph:/data heliograph
FROM eclipse-temurin:25-jre

RUN useradd --system --uid 10001 --home-dir /data --shell /usr/sbin/nologin heliograph \
    && install -d -o heliograph -g heliograph /data
COPY target/liberty/wlp /opt/wlp
COPY target/heliograph/WEB-INF /opt/heliograph/WEB-INF
COPY target/cli /opt/heliograph/cli

# A JRE has no include folder, without which `server` gives up JAVA_HOME and its JVM options: hence
# java itself, with the options of jvm.options and of Liberty for this JDK, one a line.
RUN cat /opt/wlp/usr/servers/heliograph/jvm.options /opt/wlp/lib/platform/java/java24.options \
    | grep -v '^#' > /opt/heliograph/java.args

ENV HELIOGRAPH_HTTP_HOST=* \
    HELIOGRAPH_HTTP_PORT=7447 \
    HELIOGRAPH_HTTP_ADMIN_PORT=7448 \
    HELIOGRAPH_DATA=/data \
    WLP_OUTPUT_DIR=/data/liberty
USER heliograph
VOLUME /data
EXPOSE 7447 7443
HEALTHCHECK --interval=10s --timeout=3s --start-period=60s \
    CMD curl -fsS http://127.0.0.1:${HELIOGRAPH_HTTP_ADMIN_PORT}/health/ready || exit 1
# HELIOGRAPH_HEAP=4g gives the heap another bound.
ENTRYPOINT ["/bin/sh", "-c", "set -a && . /opt/wlp/usr/servers/heliograph/server.env && exec java @/opt/heliograph/java.args ${HELIOGRAPH_HEAP:+-Xmx$HELIOGRAPH_HEAP} --sun-misc-unsafe-memory-access=allow -javaagent:/opt/wlp/bin/tools/ws-javaagent.jar -jar /opt/wlp/bin/tools/ws-server.jar heliograph"]
