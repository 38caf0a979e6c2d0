package heliograph.tls;

import java.net.InetSocketAddress;

/**
 * The client of a TLS connection. The application server sees such a connection come from this
 * machine, so this interface says where it really comes from. Thread-safe.
 */
public interface TlsClient {
  /** Returns the client's address. */
  InetSocketAddress address();

  /** Returns the address of this machine that the client has connected to. */
  InetSocketAddress local();

  /** Records that the server has read a request; the time limit for the next one starts again. */
  void requested();

  /**
   * Records that the connection has switched to another protocol (RFC 9110, 7.8), which has time
   * limits of its own.
   */
  void upgraded();
}
