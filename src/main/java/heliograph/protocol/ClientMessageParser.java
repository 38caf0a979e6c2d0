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
 * Turns one message of a client into a {@link ClientMessage}. Never throws on input: what cannot be
 * read becomes the value that says how its sender must be answered. Thread-safe.
 */
public final class ClientMessageParser {
  private final FilterParser filters;

  public ClientMessageParser(FilterParser filters) {
    this.filters = filters;
  }

  /** Reads {@code json}, UTF-8. */
  public ClientMessage parse(byte[] json) {
    return new Reading(json).message();
  }

  /** One message being read: how far the reading got decides how a fault is answered. */
  private final class Reading {
    private final byte[] json;
    private final JsonScanner scanner;
    private String verb = "";
    private Optional<SubscriptionId> id = Optional.empty();
    private boolean readsHints;

    private Reading(byte[] json) {
      this.json = json;
      scanner = new JsonScanner(json);
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
          end();
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
          NostrFilter filter = filters.read(scanner).filter();
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
          end();
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
        SubscriptionId read = new SubscriptionId(scanner.string());
        id = Optional.of(read);
        return read;
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
      if (text.length % 2 != 0 || !Hex.isLowerHex(text, 0, text.length)) {
        throw new MalformedInput("a " + verb + " message must be lower-case hex");
      }
      return Hex.decode(text, 0, text.length / 2);
    }

    private List<NostrFilter> filters() {
      List<NostrFilter> list = new ArrayList<>(2);
      while (!scanner.accept(']')) {
        scanner.expect(',');
        FilterParser.Request request = filters.read(scanner);
        list.add(request.filter());
        readsHints |= request.readsHints();
      }
      if (list.isEmpty()) {
        throw new MalformedInput(verb + " needs at least one filter");
      }
      scanner.expectEnd();
      return list;
    }

    private void end() {
      scanner.expect(']');
      scanner.expectEnd();
    }

    private ClientMessage refused(MessagePrefix prefix, String reason) {
      if (verb.equals("EVENT") || verb.equals("AUTH")) {
        Optional<EventId> event = EventParser.claimedId(json, 0, json.length);
        if (event.isPresent()) {
          return new ClientMessage.MalformedEvent(event.get(), reason);
        }
      } else if (id.isPresent() && verb.startsWith("NEG-") && !verb.equals("NEG-CLOSE")) {
        return new ClientMessage.MalformedNeg(id.get(), prefix, reason);
      } else if (id.isPresent() && (verb.equals("REQ") || verb.equals("COUNT"))) {
        return new ClientMessage.MalformedReq(id.get(), prefix, reason);
      }
      return new ClientMessage.Unreadable(prefix, reason);
    }
  }
}
