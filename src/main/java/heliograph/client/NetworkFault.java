package heliograph.client;

import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.net.http.HttpTimeoutException;
import java.net.http.WebSocketHandshakeException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.UnresolvedAddressException;
import java.security.cert.CertificateException;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Describes faults of the network in a few words for people. Stateless. */
public final class NetworkFault {
  private static final int CAUSES_MAX = 10;

  private NetworkFault() {}

  /** Returns the words of the deepest cause that has any, without names of classes. */
  public static String words(@Nullable Throwable fault) {
    Throwable cause = fault;
    String found = "";
    String text = "";
    for (int i = 0; i < CAUSES_MAX && cause != null; i++, cause = cause.getCause()) {
      String known = known(cause);
      boolean vague = cause instanceof ClosedChannelException && !found.isEmpty();
      if (!known.isEmpty() && !vague) {
        found = known;
      }
      if (text.isEmpty() && cause.getMessage() != null && !names(cause)) {
        text = plain(cause.getMessage());
      }
    }
    if (!found.isEmpty()) {
      return found;
    }
    return text.isEmpty() ? "the connection failed" : text;
  }

  /** Returns plain words for what the HTTP client says about an answer that is not HTTP. */
  private static String plain(String message) {
    if (message.contains("header parser received no bytes") || message.contains("EOF reached")) {
      return "it closed the connection without an answer";
    }
    return message.startsWith("Invalid status line") ? "it does not speak HTTP" : message;
  }

  /**
   * Returns true if the message is the text of the cause, which begins with the name of a class.
   */
  private static boolean names(Throwable fault) {
    return fault.getCause() != null && fault.getCause().toString().equals(fault.getMessage());
  }

  private static String known(Throwable fault) {
    return switch (fault) {
      case UnknownHostException unknown -> "there is no host of this name";
      case UnresolvedAddressException unknown -> "there is no host of this name";
      case NoRouteToHostException far -> "there is no route to this host";
      case WebSocketHandshakeException odd ->
          "it answers HTTP status " + odd.getResponse().statusCode() + " and no WebSocket";
      case HttpTimeoutException late -> "no answer in time";
      case TimeoutException late -> "no answer in time";
      case CertificateException bad -> "its certificate is not trusted: " + reason(bad);
      case SSLException tls -> "TLS fails: " + tls.getMessage();
      case ConnectException refused -> connect(refused);
      case ClosedChannelException closed -> "the connection was closed";
      default -> "";
    };
  }

  /** Returns the cause of the causes, without those that only name their cause. */
  private static String reason(Throwable fault) {
    Throwable deepest = fault;
    for (int i = 0; i < CAUSES_MAX && deepest.getCause() != null; i++) {
      deepest = deepest.getCause();
    }
    String message = String.valueOf(deepest.getMessage());
    return message.contains("unable to find valid certification path")
        ? "no authority that this machine trusts has signed it"
        : message;
  }

  private static String connect(ConnectException fault) {
    String message = String.valueOf(fault.getMessage());
    return message.contains("timed out") ? "no answer in time" : "connection refused";
  }
}
