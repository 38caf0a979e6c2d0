package heliograph.database;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A way to a database that cuts each connection right after the answer to a query that has a given
 * word, as a server does that ends between two queries.
 */
final class CuttingProxy implements AutoCloseable {
  private final ServerSocket listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  private final DatabaseServer.Address server;
  private final String word;
  private final AtomicInteger cuts = new AtomicInteger();

  CuttingProxy(DatabaseServer.Address server, String word) throws IOException {
    this.server = server;
    this.word = word;
    Thread.ofVirtual().start(this::listen);
  }

  int port() {
    return listening.getLocalPort();
  }

  /** Returns how many connections have been cut. */
  int cuts() {
    return cuts.get();
  }

  private void listen() {
    try {
      while (true) {
        Socket client = listening.accept();
        Thread.ofVirtual().start(() -> serve(client));
      }
    } catch (IOException e) {
      // the test has ended
    }
  }

  private void serve(Socket client) {
    AtomicBoolean asked = new AtomicBoolean();
    try (client;
        Socket there = new Socket(server.host(), server.port())) {
      Thread.ofVirtual().start(() -> queries(client, there, asked));
      InputStream answers = there.getInputStream();
      OutputStream out = client.getOutputStream();
      byte[] buffer = new byte[64 * 1024];
      for (int count; (count = answers.read(buffer)) > 0; ) {
        out.write(buffer, 0, count);
        if (asked.get()) {
          cuts.incrementAndGet();
          return;
        }
      }
    } catch (IOException e) {
      // one of the two is gone
    }
  }

  /** The protocol takes turns, and a short query arrives in one read. */
  private void queries(Socket client, Socket there, AtomicBoolean asked) {
    byte[] buffer = new byte[64 * 1024];
    try {
      InputStream in = client.getInputStream();
      for (int count; (count = in.read(buffer)) > 0; ) {
        if (new String(buffer, 0, count, ISO_8859_1).contains(word)) {
          asked.set(true);
        }
        there.getOutputStream().write(buffer, 0, count);
      }
      there.close();
    } catch (IOException e) {
      // one of the two is gone
    }
  }

  @Override
  public void close() throws IOException {
    listening.close();
  }
}
