package heliograph.protocol;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.util.Optional;

/**
 * Reads the verb of a message and the id of its subscription or event while its bytes pass, also of
 * a message that is too long or malformed.
 *
 * <pre>
 * ["REQ","id",…            the second element, a string or a number
 * ["EVENT",{…"id":"…"…}    the value of "id" in an object that is an element; the first such counts
 * </pre>
 *
 * <p>Follows only brackets and quotation marks and keeps only the verb, the current key and the id,
 * each bounded, so the cost is one step for each byte. Confined to one caller at a time.
 */
public final class MessageHead {
  private static final int VERB_MAX = 16;
  private static final int KEY_MAX = 16;
  private static final int ID_MAX = 65_536;

  private enum Token {
    NONE(0),
    VERB(VERB_MAX),
    KEY(KEY_MAX),
    ID(ID_MAX);

    private final int max;

    Token(int max) {
      this.max = max;
    }
  }

  private final ByteArrayOutputStream kept = new ByteArrayOutputStream(32);
  private Token token = Token.NONE;
  private boolean inString;
  private boolean escaped;
  private boolean inNumber;
  private int depth;
  private int element;
  private boolean inObject;
  private boolean atKey;
  private boolean idNext;
  private String verb = "";
  private boolean verbRead;
  private byte[] id = new byte[0];

  /** Returns the head of a whole message. */
  public static MessageHead of(byte[] message) {
    MessageHead head = new MessageHead();
    head.feed(message, 0, message.length);
    head.end();
    return head;
  }

  /** Reads the next {@code length} bytes. */
  public void feed(byte[] in, int from, int length) {
    for (int i = from; i < from + length; i++) {
      next(in[i]);
    }
  }

  /**
   * Reads the next bytes of a masked payload (RFC 6455 §5.3).
   *
   * @param mask the masking key, its first byte in the highest bits
   * @param at the number of bytes of the payload that came before
   */
  public void feedMasked(byte[] in, int from, int length, int mask, int at) {
    for (int i = 0; i < length; i++) {
      next((byte) (in[from + i] ^ mask >>> 24 - 8 * (at + i & 3)));
    }
  }

  /** Ends the message, which also completes a number at its end. */
  public void end() {
    endNumber();
  }

  /** Returns the verb; empty if there is none. */
  String verb() {
    return verb;
  }

  /** Returns the id as it was sent. */
  Optional<ForeignId> id() {
    return id.length == 0 ? Optional.empty() : ForeignId.read(id);
  }

  private void next(byte b) {
    if (inString) {
      string(b);
      return;
    }
    if (inNumber) {
      if (isDigit(b) || "+-.eE".indexOf(b) >= 0) {
        keep(b);
        return;
      }
      endNumber();
    }
    switch (b) {
      case '"' -> beginString();
      case '[', '{' -> {
        depth++;
        if (depth == 2) {
          inObject = b == '{';
          atKey = true;
          idNext = false;
        }
      }
      case ']', '}' -> depth--;
      case ',' -> {
        element += depth == 1 ? 1 : 0;
        atKey |= depth == 2;
        idNext &= depth != 2;
      }
      case ':' -> atKey &= depth != 2;
      default -> {
        if ((isDigit(b) || b == '-') && isSubscription()) {
          inNumber = true;
          token = Token.ID;
          keep(b);
        }
      }
    }
  }

  private static boolean isDigit(byte b) {
    return b >= '0' && b <= '9';
  }

  private boolean isSubscription() {
    return depth == 1 && element == 1 && id.length == 0 && !isAboutAnEvent();
  }

  private boolean isAboutAnEvent() {
    return verb.equals("EVENT") || verb.equals("AUTH");
  }

  private void beginString() {
    inString = true;
    if (depth == 1 && element == 0 && !verbRead) {
      token = Token.VERB;
    } else if (isSubscription()) {
      token = Token.ID;
      keep((byte) '"');
    } else if (depth == 2 && inObject && isAboutAnEvent() && id.length == 0) {
      if (atKey) {
        token = Token.KEY;
      } else if (idNext) {
        token = Token.ID;
        keep((byte) '"');
      }
    }
  }

  private void string(byte b) {
    if (!escaped && b == '"') {
      endString();
      return;
    }
    escaped = !escaped && b == '\\';
    keep(b);
  }

  private void keep(byte b) {
    if (token != Token.NONE) {
      kept.write(b);
      if (kept.size() > token.max) {
        drop();
      }
    }
  }

  /** Drops a token that is too long to be a verb, a key or an id. */
  private void drop() {
    kept.reset();
    token = Token.NONE;
  }

  private void endString() {
    inString = false;
    switch (token) {
      case NONE -> {}
      case VERB -> {
        verb = kept.toString(US_ASCII);
        verbRead = true;
      }
      case KEY -> idNext = kept.toString(US_ASCII).equals("id");
      case ID -> {
        keep((byte) '"');
        id = kept.toByteArray();
      }
    }
    drop();
  }

  private void endNumber() {
    if (inNumber) {
      inNumber = false;
      id = kept.toByteArray();
      drop();
    }
  }
}
