package heliograph.websocket;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import heliograph.protocol.EventJson;
import java.io.IOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/**
 * permessage-deflate (RFC 7692) of one connection.
 *
 * <pre>
 * without context takeover, as usual: every message stands alone, so a pooled (de)compressor
 * serves, and the part of an EVENT that all receivers share is compressed once for all:
 *
 *   00 len ~len  ["EVENT","sub",     a stored block (RFC 1951 §3.2.4): five bytes, nothing is computed
 *   …            {event}]            blocks that begin and end at a byte and refer to nothing
 *                                    before: from EventJson, compressed once
 *
 * with it: messages refer to those before them, so the connection has a compressor of its own and
 * every byte of a compressed message goes through it. Made with the first message that needs it,
 * ended with the connection, which may be while another thread is computing: hence the monitor.
 * </pre>
 *
 * <p>A message that would not become shorter is sent uncompressed. Sending is confined to the
 * sender, inflating to the reading thread; any thread may call {@link #end}.
 */
final class SocketDeflate {
  private static final byte[] EVENT_END = {']'};
  private static final int STORED_BLOCK = 5;

  private final DeflatePool pool;
  private final DeflateTerms terms;

  /**
   * The compressor of this connection if messages may refer to earlier ones; null before the first.
   */
  @GuardedBy("this")
  private @Nullable MessageDeflater ownDeflater;

  @GuardedBy("this")
  private @Nullable MessageInflater ownInflater;

  @GuardedBy("this")
  private boolean ended;

  SocketDeflate(DeflatePool pool, DeflateTerms terms) {
    this.pool = pool;
    this.terms = terms;
  }

  /** Sends an EVENT compressed, or returns false if it is to be sent uncompressed. */
  boolean sendEvent(byte[] head, EventJson json, FrameEncoder frames, OutputStream out)
      throws IOException {
    int length = head.length + json.length() + 1;
    if (length < pool.config().bytesMin()) {
      return false;
    }
    if (terms.relayKeepsContext()) {
      return send(deflateOwn(length, head, json.bytes(), EVENT_END), length, frames, out);
    }
    byte[] body = json.compressed(this::deflateBody);
    if (body.length == 0) {
      return false;
    }
    int compressed = STORED_BLOCK + head.length + body.length;
    frames.begin(FrameEncoder.COMPRESSED_TEXT, compressed, out);
    frames.add(storedBlock(head.length), out);
    frames.add(head, out);
    frames.add(body, out);
    pool.sent(length, compressed);
    return true;
  }

  /** Sends any other message compressed, or returns false if it is to be sent uncompressed. */
  boolean sendText(byte[] text, FrameEncoder frames, OutputStream out) throws IOException {
    if (text.length < pool.config().bytesMin()) {
      return false;
    }
    byte[] compressed =
        terms.relayKeepsContext() ? deflateOwn(text.length, text) : deflateAlone(text.length, text);
    return send(compressed, text.length, frames, out);
  }

  private boolean send(byte[] compressed, int plain, FrameEncoder frames, OutputStream out)
      throws IOException {
    if (compressed.length == 0) {
      return false;
    }
    frames.begin(FrameEncoder.COMPRESSED_TEXT, compressed.length, out);
    frames.add(compressed, out);
    pool.sent(plain, compressed.length);
    return true;
  }

  /** Returns the compressed event and end of its message, which may follow any head. */
  private byte[] deflateBody(byte[] json) {
    return deflateAlone(json.length + 1 - STORED_BLOCK, json, EVENT_END);
  }

  private byte[] deflateAlone(int limit, byte[]... parts) {
    MessageDeflater deflater = pool.borrowDeflater();
    try {
      return deflater.deflate(limit, parts);
    } finally {
      pool.giveBack(deflater);
    }
  }

  private synchronized byte[] deflateOwn(int limit, byte[]... parts) throws IOException {
    if (ended) {
      throw new IOException("the connection has ended");
    }
    if (ownDeflater == null) {
      ownDeflater = pool.newDeflater();
    }
    return ownDeflater.deflate(limit, parts);
  }

  /** Returns the header of a stored block that is not the last (RFC 1951 §3.2.4). */
  private static byte[] storedBlock(int length) {
    return new byte[] {
      0, (byte) length, (byte) (length >>> 8), (byte) ~length, (byte) (~length >>> 8)
    };
  }

  /**
   * Returns the maximum number of bytes of a compressed message: DEFLATE never needs more than 9
   * bytes for 8.
   */
  static int compressedMax(int messageMax) {
    return messageMax + messageMax / 8 + 64;
  }

  /** Decompresses a message of the client, or skips one that is too long. */
  Inflated inflate(byte[] compressed, int messageMax, int skipMax) {
    Inflated inflated =
        terms.clientKeepsContext()
            ? inflateOwn(compressed, messageMax, skipMax)
            : inflateAlone(compressed, messageMax, skipMax);
    if (inflated instanceof Inflated.Message(var payload)) {
      pool.received(payload.length, compressed.length);
    }
    return inflated;
  }

  private Inflated inflateAlone(byte[] compressed, int messageMax, int skipMax) {
    MessageInflater inflater = pool.borrowInflater();
    try {
      return inflater.inflate(compressed, messageMax, skipMax);
    } finally {
      pool.giveBack(inflater);
    }
  }

  private synchronized Inflated inflateOwn(byte[] compressed, int messageMax, int skipMax) {
    if (ended) {
      return new Inflated.Broken(); // the connection has ended
    }
    if (ownInflater == null) {
      ownInflater = pool.newInflater();
    }
    return ownInflater.inflate(compressed, messageMax, skipMax);
  }

  /** Ends the compressors of this connection. */
  synchronized void end() {
    ended = true;
    if (ownDeflater != null) {
      pool.end(ownDeflater);
      ownDeflater = null;
    }
    if (ownInflater != null) {
      pool.end(ownInflater);
      ownInflater = null;
    }
  }
}
