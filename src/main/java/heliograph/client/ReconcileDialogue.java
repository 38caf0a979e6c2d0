package heliograph.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import heliograph.event.EventId;
import heliograph.event.Hex;
import heliograph.event.MalformedInput;
import heliograph.negentropy.Initiator;
import heliograph.negentropy.ItemSet;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Compares a set of events with those of a relay (NIP-77) over a dialogue. Used once. Confined to
 * one thread.
 */
public final class ReconcileDialogue {
  private static final int ROUNDS_MAX = 10_000;

  /**
   * The maximum number of bytes of a message; it has twice as many characters in hex, which most
   * relays accept.
   */
  private static final int FRAME_BYTES_MAX = 60_000;

  /**
   * The maximum number of ids of either difference; a relay that names more is considered faulty.
   */
  private static final int IDS_MAX = 10_000_000;

  /**
   * The result of a comparison and its cost.
   *
   * @param have the ids that only this side has
   * @param need the ids that only the relay has
   * @param rounds the number of messages sent
   * @param charsSent the number of characters of those messages
   * @param charsReceived the number of characters of the relay's messages
   */
  public record Outcome(
      Set<EventId> have, Set<EventId> need, int rounds, long charsSent, long charsReceived) {
    public Outcome {
      have = Collections.unmodifiableSet(have);
      need = Collections.unmodifiableSet(need);
    }
  }

  private final int idsMax;
  private final RelayDialogue dialogue;
  private final String filter;
  private final Initiator initiator;
  private final Consumer<EventId> onHave;
  private final Consumer<EventId> onNeed;
  private final Set<EventId> have = new LinkedHashSet<>();
  private final Set<EventId> need = new LinkedHashSet<>();
  private int rounds;
  private long charsSent;
  private long charsReceived;

  /**
   * Creates a comparison.
   *
   * @param filter the JSON of a filter without a limit
   * @param items this side's events that match it
   * @param onHave receives each id that only this side has, once, as soon as it is known
   * @param onNeed receives each id that only the relay has, once, as soon as it is known
   */
  public ReconcileDialogue(
      RelayDialogue dialogue,
      String filter,
      ItemSet items,
      Consumer<EventId> onHave,
      Consumer<EventId> onNeed) {
    this(dialogue, filter, items, onHave, onNeed, IDS_MAX);
  }

  ReconcileDialogue(
      RelayDialogue dialogue,
      String filter,
      ItemSet items,
      Consumer<EventId> onHave,
      Consumer<EventId> onNeed,
      int idsMax) {
    this.idsMax = idsMax;
    this.dialogue = dialogue;
    this.filter = filter;
    this.initiator = new Initiator(items, FRAME_BYTES_MAX);
    this.onHave = onHave;
    this.onNeed = onNeed;
  }

  /**
   * Compares the two sets and returns both differences.
   *
   * @throws IllegalStateException if the relay refuses, breaks the protocol or does not finish
   */
  public Outcome run() {
    String open = "[\"NEG-OPEN\",\"n\"," + filter + ",\"" + Hex.encode(initiator.start()) + "\"]";
    send(open);
    while (true) {
      RelayDialogue.Answer answer = dialogue.next();
      if (!answer.text(0).equals("n")) {
        continue;
      }
      if (answer.verb().equals("NEG-ERR")) {
        if (!dialogue.asksToAuthenticate(answer.text(1))) {
          throw new IllegalStateException("the relay does not reconcile: " + answer.words(1));
        }
        dialogue.authenticate();
        send(open);
      } else if (answer.verb().equals("NEG-MSG")) {
        charsReceived += answer.json(1).length();
        Optional<byte[]> next = learn(answer.text(1));
        if (next.isEmpty()) {
          dialogue.send("[\"NEG-CLOSE\",\"n\"]");
          return new Outcome(have, need, rounds, charsSent, charsReceived);
        }
        send("[\"NEG-MSG\",\"n\",\"" + Hex.encode(next.get()) + "\"]");
      }
    }
  }

  private void send(String message) {
    if (++rounds > ROUNDS_MAX) {
      throw new IllegalStateException("no end after " + ROUNDS_MAX + " rounds");
    }
    charsSent += message.length();
    dialogue.send(message);
  }

  private Optional<byte[]> learn(String hex) {
    byte[] digits = hex.getBytes(UTF_8);
    if (digits.length % 2 != 0 || !Hex.isLowerHex(digits, 0, digits.length)) {
      throw new IllegalStateException("the relay's message is not hex");
    }
    try {
      return initiator.next(
          Hex.decode(digits, 0, digits.length / 2),
          id -> note(have, onHave, id),
          id -> note(need, onNeed, id));
    } catch (MalformedInput e) {
      throw new IllegalStateException("the relay's message cannot be read: " + e.reason(), e);
    }
  }

  private void note(Set<EventId> known, Consumer<EventId> listener, EventId id) {
    if (known.add(id)) {
      if (known.size() > idsMax) {
        throw new IllegalStateException("the sets differ in more than " + idsMax + " events");
      }
      listener.accept(id);
    }
  }
}
