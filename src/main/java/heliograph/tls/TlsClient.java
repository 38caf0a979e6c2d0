package heliograph.tls;

import java.net.InetSocketAddress;

/** A client behind a connection that the server sees come from this machine. Thread-safe. */
public interface TlsClient {
  /** Where it is. */
  InetSocketAddress address();

  /** The address at this end that it has connected to. */
  InetSocketAddress local();

  /**
   * Notes that the server has read a request of it: it is given time for the answer and the next.
   */
  void requested();

  /** Notes that HTTP is over and another protocol has begun, which has its own bounds. */
  void upgraded();
}
