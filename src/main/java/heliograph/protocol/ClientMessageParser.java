package heliograph.protocol;

import heliograph.event.EventId;
import heliograph.event.EventParser;
import heliograph.event.Hex;
import heliograph.event.JsonScanner;
import heliograph.event.MalformedInput;
import heliograph.filter.NostrFilter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Parses a message of a client. Never throws on input: a message that cannot be read becomes a
 * value that says how its sender must be answered. Thread-safe.
 */
public final class ClientMessageParser {
  /** The largest value that {@code heliograph.limits.filters-max} may have. */
  private static final int FILTERS_MAX = 10_000;

  private final FilterParser filters;

  public ClientMessageParser(FilterParser filters) {
    this.filters = filters;
  }

  /** Reads {@code json}, UTF-8. */
  public ClientMessage parse(byte[] json) {
    return new Reading(json).message();
  }

  /** The state of reading one message; the parts read so far decide how a fault is answered. */
  private final class Reading {
    private final byte[] json;
    private final JsonScanner scanner;
    private String verb = "";
    private boolean readsHints;

    private Reading(byte[] json) {
      this.json = json;
      scanner = new JsonScanner(json, hasByteOrderMark(json) ? 3 : 0, json.length);
    }

    private ClientMessage message() {
      try {
        if (scanner.peek() != '[') {
          throw new MalformedInput("a message must be a JSON array");
        }
        scanner.expect('[');
        if (scanner.peek() != '"') {
          throw new MalformedInput("a message must begin with its verb");
        }
        verb = scanner.string();
        return body();
      } catch (MalformedInput e) {
        return refused(MessagePrefix.INVALID, e.reason());
      } catch (UnsupportedInput e) {
        return refused(MessagePrefix.UNSUPPORTED, e.reason());
      }
    }

    private ClientMessage body() {
      return switch (verb) {
        case "EVENT" -> {
          scanner.expect(',');
          var event = EventParser.read(json, scanner, json.length - scanner.position());
          end();
          yield new ClientMessage.Event(event);
        }
        case "REQ" -> {
          SubscriptionId name = subscriptionId();
          List<NostrFilter> list = filters();
          yield new ClientMessage.Req(name, list, readsHints);
        }
        case "COUNT" -> {
          SubscriptionId name = subscriptionId();
          yield new ClientMessage.Count(name, filters());
        }
        case "CLOSE" -> {
          SubscriptionId name = subscriptionId();
          endWhateverFollows();
          yield new ClientMessage.Close(name);
        }
        case "AUTH" -> {
          scanner.expect(',');
          var event = EventParser.read(json, scanner, json.length - scanner.position());
          end();
          yield new ClientMessage.Auth(event);
        }
        case "NEG-OPEN" -> {
          SubscriptionId name = subscriptionId();
          scanner.expect(',');
          NostrFilter filter = onlyFilter();
          byte[] message = hex();
          end();
          yield new ClientMessage.NegOpen(name, filter, message);
        }
        case "NEG-MSG" -> {
          SubscriptionId name = subscriptionId();
          byte[] message = hex();
          end();
          yield new ClientMessage.NegMsg(name, message);
        }
        case "NEG-CLOSE" -> {
          SubscriptionId name = subscriptionId();
          endWhateverFollows();
          yield new ClientMessage.NegClose(name);
        }
        default -> throw new UnsupportedInput("message type " + shownVerb() + " is not supported");
      };
    }

    private String shownVerb() {
      return verb.length() > 20 ? verb.substring(0, 20) + "…" : verb;
    }

    private SubscriptionId subscriptionId() {
      scanner.expect(',');
      if (scanner.peek() != '"') {
        throw new MalformedInput("subscription id must be a string");
      }
      try {
        return new SubscriptionId(scanner.string());
      } catch (IllegalArgumentException e) {
        throw new MalformedInput(String.valueOf(e.getMessage()));
      }
    }

    private byte[] hex() {
      scanner.expect(',');
      if (scanner.peek() != '"') {
        throw new MalformedInput("a " + verb + " message must be a string");
      }
      byte[] text = scanner.canonicalString();
      if (!Hex.isLowerHex(text, 0, text.length)) {
        FilterParser.lowerCase(text);
      }
      if (text.length % 2 != 0 || !Hex.isLowerHex(text, 0, text.length)) {
        throw new MalformedInput("a " + verb + " message must be hex");
      }
      return Hex.decode(text, 0, text.length / 2);
    }

    private List<NostrFilter> filters() {
      List<NostrFilter> list = new ArrayList<>(2);
      while (!scanner.accept(']')) {
        scanner.expect(',');
        if (scanner.peek() == '[') {
          nested(list);
        } else {
          add(list);
        }
      }
      if (list.isEmpty()) {
        throw new MalformedInput(verb + " needs at least one filter");
      }
      scanner.expectEnd();
      return list;
    }

    /** Reads filters that some clients wrap in another array. */
    private void nested(List<NostrFilter> list) {
      scanner.expect('[');
      for (boolean first = true; !scanner.accept(']'); first = false) {
        if (!first) {
          scanner.expect(',');
        }
        add(list);
      }
    }

    private NostrFilter onlyFilter() {
      if (scanner.peek() != '[') {
        return filter();
      }
      List<NostrFilter> list = new ArrayList<>(1);
      nested(list);
      if (list.size() != 1) {
        throw new MalformedInput(verb + " takes one filter, not " + list.size());
      }
      return list.getFirst();
    }

    /** Adds a filter. Their number is bounded here too, whatever limit the operator has set. */
    private void add(List<NostrFilter> list) {
      if (list.size() == FILTERS_MAX) {
        throw new MalformedInput("more than " + FILTERS_MAX + " filters");
      }
      list.add(filter());
    }

    private NostrFilter filter() {
      FilterParser.Request request = filters.read(scanner);
      readsHints |= request.readsHints();
      return request.filter();
    }

    /** Skips the elements that follow those of the specification, and ends the message. */
    private void endWhateverFollows() {
      while (scanner.accept(',')) {
        scanner.skipValue();
      }
      end();
    }

    private void end() {
      scanner.expect(']');
      scanner.expectEnd();
    }

    private ClientMessage refused(MessagePrefix prefix, String reason) {
      ClientMessage refused = refuse(MessageHead.of(json), prefix, reason);
      if (refused instanceof ClientMessage.Unreadable && isAboutAnEvent(verb)) {
        Optional<EventId> event = EventParser.claimedId(json, 0, json.length);
        if (event.isPresent()) {
          return new ClientMessage.MalformedEvent(ForeignId.of(event.get().hex()), reason);
        }
      }
      return refused;
    }
  }

  /** Returns true if a byte order mark comes first, which RFC 8259 §8.1 lets a parser ignore. */
  private static boolean hasByteOrderMark(byte[] json) {
    return json.length >= 3
        && json[0] == (byte) 0xef
        && json[1] == (byte) 0xbb
        && json[2] == (byte) 0xbf;
  }

  /**
   * Returns the refusal of a message that cannot be served: under the id that it names, if it names
   * one.
   */
  public static ClientMessage refuse(MessageHead head, MessagePrefix prefix, String reason) {
    Optional<ForeignId> id = head.id();
    if (id.isEmpty()) {
      return new ClientMessage.Unreadable(prefix, reason);
    }
    return switch (head.verb()) {
      case "EVENT", "AUTH" -> new ClientMessage.MalformedEvent(id.get(), reason);
      case "REQ", "COUNT", "CLOSE" ->
          new ClientMessage.MalformedReq(id.get().orSubscription(), prefix, reason);
      case "NEG-OPEN", "NEG-MSG", "NEG-CLOSE" ->
          new ClientMessage.MalformedNeg(id.get().orSubscription(), prefix, reason);
      default -> new ClientMessage.Unreadable(prefix, reason);
    };
  }

  private static boolean isAboutAnEvent(String verb) {
    return verb.equals("EVENT") || verb.equals("AUTH");
  }
}
