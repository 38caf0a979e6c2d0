package heliograph.api;

import heliograph.info.AcceptHeader;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;

/**
 * What a request says of the answer that it wants, noted before the answer is made by another
 * thread.
 *
 * @param known the entity tags of the answers that the client has
 * @param gzip whether it reads gzip
 * @param csv whether it wants the table as CSV
 */
record Asked(String known, boolean gzip, boolean csv) {
  /** Reads the headers of a request that wants JSON. */
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
