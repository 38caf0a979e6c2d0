package heliograph.edge;

import heliograph.config.AddressRanges;
import heliograph.tls.TlsClient;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.util.Optional;

/** A request over TLS, as the client sent it, not as this machine forwards it. */
final class SecureRequest extends HttpServletRequestWrapper {
  private static final int PLAIN_PORT = 80;
  private static final int SECURE_PORT = 443;

  private final TlsClient client;

  SecureRequest(HttpServletRequest request, TlsClient client) {
    super(request);
    this.client = client;
  }

  @Override
  public boolean isSecure() {
    return true;
  }

  @Override
  public String getScheme() {
    return "https";
  }

  /** Returns the port of the Host header; without one, the default port of the scheme. */
  @Override
  public int getServerPort() {
    int port = super.getServerPort();
    String host = Optional.ofNullable(getHeader("Host")).orElse("");
    return port == PLAIN_PORT && !host.endsWith(":" + PLAIN_PORT) ? SECURE_PORT : port;
  }

  @Override
  public StringBuffer getRequestURL() {
    StringBuffer url = super.getRequestURL();
    return url.indexOf("http://") == 0 ? url.replace(0, "http".length(), "https") : url;
  }

  @Override
  public String getRemoteAddr() {
    return AddressRanges.text(client.address().getAddress());
  }

  @Override
  public String getRemoteHost() {
    return getRemoteAddr();
  }

  @Override
  public int getRemotePort() {
    return client.address().getPort();
  }

  @Override
  public String getLocalAddr() {
    return AddressRanges.text(client.local().getAddress());
  }

  @Override
  public String getLocalName() {
    return getLocalAddr();
  }

  @Override
  public int getLocalPort() {
    return client.local().getPort();
  }
}
