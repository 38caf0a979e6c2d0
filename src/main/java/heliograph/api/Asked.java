package heliograph.api;

import heliograph.info.AcceptHeader;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;

/**
 * What a request accepts as an answer, read before another thread makes the answer.
 *
 * @param known the entity tags of answers that the client has
 * @param gzip whether the client accepts gzip
 * @param csv whether the table is to be CSV
 */
record Asked(String known, boolean gzip, boolean csv) {
  /** Reads the headers of a request for JSON. */
  static Asked of(HttpServletRequest request) {
    return new Asked(
        header(request, "If-None-Match"),
        AcceptHeader.quality(header(request, "Accept-Encoding"), "gzip") > 0,
        false);
  }

  /** Reads the headers of a request for a table. */
  static Asked of(HttpServletRequest request, FormatParameters format) {
    Asked asked = of(request);
    return new Asked(asked.known, asked.gzip, format.isCsv(header(request, "Accept")));
  }

  private static String header(HttpServletRequest request, String name) {
    return Optional.ofNullable(request.getHeader(name)).orElse("");
  }
}
