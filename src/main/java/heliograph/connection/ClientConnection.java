package heliograph.connection;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import heliograph.config.ChallengeTime;
import heliograph.filter.NostrFilter;
import heliograph.metrics.RequestLog;
import heliograph.metrics.RequestLog.Verb;
import heliograph.policy.RequestPolicy;
import heliograph.policy.RuleName;
import heliograph.policy.Verdict;
import heliograph.protocol.ClientMessage;
import heliograph.protocol.ClientMessageParser;
import heliograph.protocol.MessageHead;
import heliograph.protocol.MessagePrefix;
import heliograph.protocol.RelayMessage;
import heliograph.protocol.SubscriptionId;
import heliograph.subscription.Hinting;
import heliograph.subscription.Subscription;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One client. Messages arrive one after the other on container threads; the monitor guards the
 * subscriptions against the end of the connection, which any thread may cause. Thread-safe.
 */
public final class ClientConnection {
  private static final Logger LOG = System.getLogger(ClientConnection.class.getName());
  private static final int GOING_AWAY = 1001;
  private static final int MESSAGE_TOO_BIG = 1009;
  private static final int POLICY_VIOLATION = 1008;
  private static final int TRY_AGAIN_LATER = 1013;

  private final Connections connections;
  private final OutboundQueue outbound;
  private final ClientIdentity identity;
  private final long number;
  private final Challenge challenge;

  @GuardedBy("this")
  private final Map<SubscriptionId, Subscription> subscriptions = new HashMap<>(4);

  private final Reconciliations reconciliations;
  private final AtomicInteger counting = new AtomicInteger();
  private final Transport transport;
  private final PartialMessage part;
  private final Authentication authentication;
  private final HintChoice hints;

  @GuardedBy("this")
  private boolean closed;

  private volatile long lastHeard;

  ClientConnection(
      Connections connections,
      Transport transport,
      OutboundQueue outbound,
      Origin origin,
      long number,
      long now) {
    this.connections = connections;
    this.transport = transport;
    this.outbound = outbound;
    part =
        new PartialMessage(
            connections.budgets().partialMessages().open(origin.address(), this::holdsTooMuch));
    this.number = number;
    identity = new ClientIdentity(origin);
    challenge = new Challenge(outbound);
    authentication = new Authentication(connections, identity, challenge, outbound);
    hints = new HintChoice(connections, identity, challenge);
    reconciliations = new Reconciliations(connections, identity, outbound, challenge);
    lastHeard = now;
    outbound.whenEvicted(this::holdsMost);
  }

  /**
   * Sends the challenge if the operator wants it sent at once, or if nothing is served before
   * authentication (NIP-42).
   */
  public void greet() {
    if (connections.policy().config().live().auth().challenge() == ChallengeTime.CONNECT
        || connections.policy().readingTakesAuthentication()) {
      challenge.offer();
    }
  }

  /** Returns the number of the connection, counted from the relay's start. */
  long number() {
    return number;
  }

  InetAddress address() {
    return identity.address();
  }

  /** Holds back the answers to the messages read until {@link #flushOnThisThread}. */
  public void cork() {
    outbound.cork();
  }

  /** Sends the answers to the messages read, on this thread if possible. */
  public void flushOnThisThread() {
    outbound.flushOnThisThread();
  }

  /** Handles one text message; returns soon and never throws. */
  public void received(String text) {
    received(text.getBytes(UTF_8));
  }

  /** Handles one text message in UTF-8; returns soon and never throws. */
  public void received(byte[] json) {
    lastHeard = System.nanoTime();
    try {
      handle(
          json.length > connections.policy().limits().messageBytesMax()
              ? tooLong(MessageHead.of(json))
              : connections.parse(json));
    } catch (RuntimeException e) {
      fault(e);
    }
  }

  private void fault(RuntimeException e) {
    LOG.log(Level.ERROR, "connection fault", e);
    notice(MessagePrefix.ERROR, "the relay could not handle this message");
  }

  /** Refuses a message that is too long and whose bytes have all passed, by its id. */
  public void receivedTooLong(MessageHead head) {
    lastHeard = System.nanoTime();
    try {
      handle(tooLong(head));
    } catch (RuntimeException e) {
      fault(e);
    }
  }

  /**
   * Refuses a message that is so long that it is not read to its end, and closes the connection.
   */
  public void receivedTooMuch(MessageHead head) {
    receivedTooLong(head);
    outbound.closeAfterSending(MESSAGE_TOO_BIG, "message too big");
  }

  private ClientMessage tooLong(MessageHead head) {
    return ClientMessageParser.refuse(
        head,
        MessagePrefix.INVALID,
        "message is longer than " + connections.policy().limits().messageBytesMax() + " bytes");
  }

  /**
   * Reports the bytes that are held of an incomplete message, after each part; called by the
   * reading thread.
   *
   * @param message a number that differs for each message; 0 when no message is incomplete
   * @param bytes the number of bytes that are held
   */
  public void holdsPart(int message, int bytes) {
    part.holds(message, bytes);
  }

  /**
   * Closes the client because the budget for parts of messages is used up and this client holds
   * most.
   */
  private void holdsTooMuch() {
    notice(MessagePrefix.RATE_LIMITED, "no room for the rest of this message, try again later");
    outbound.closeAfterSending(TRY_AGAIN_LATER, "no room for long messages");
    transport.dropPart();
  }

  /** Closes the client because the budget for requests is used up and this client holds most. */
  private void holdsMost() {
    notice(
        MessagePrefix.RATE_LIMITED,
        "no room for all that this connection asks for, try again later");
    endSubscriptions();
    outbound.closeAfterSending(TRY_AGAIN_LATER, "no room for these requests");
  }

  /** Refuses a binary message, which no NIP defines. */
  public void receivedBinary() {
    lastHeard = System.nanoTime();
    notice(MessagePrefix.UNSUPPORTED, "binary messages are not supported");
  }

  /** Answers a ping of the client. */
  public void receivedPing(byte[] payload) {
    lastHeard = System.nanoTime();
    outbound.pong(payload);
  }

  /** Handles a close frame of the client, which is the first one or an answer. */
  public void receivedClose(int code) {
    outbound.closedByClient(code);
  }

  /** Closes a client that breaks the WebSocket protocol. */
  public void receivedViolation(int code, String reason) {
    outbound.closeAfterSending(code, reason);
  }

  /** Handles the answer to a ping. */
  public void receivedPong() {
    lastHeard = System.nanoTime();
  }

  private void handle(ClientMessage message) {
    switch (message) {
      case ClientMessage.Event(var event) ->
          connections
              .ingest()
              .submit(event, identity, new EventReply(event.id(), outbound, challenge));
      case ClientMessage.MalformedEvent(var id, var reason) -> {
        connections.policy().refused("EVENT", RuleName.MALFORMED);
        noteRefused(Verb.EVENT, MessagePrefix.INVALID);
        outbound.reply(new RelayMessage.NotOk(id, MessagePrefix.INVALID, reason));
      }
      case ClientMessage.Req(var id, var filters, var readsHints) -> open(id, filters, readsHints);
      case ClientMessage.Count(var id, var filters) -> count(id, filters);
      case ClientMessage.MalformedReq(var id, var prefix, var reason) -> {
        connections.policy().refused("REQ", RuleName.MALFORMED);
        noteRefused(Verb.REQ, prefix);
        if (id instanceof SubscriptionId open) {
          close(open);
        }
        outbound.reply(new RelayMessage.Closed(id, prefix, reason));
      }
      case ClientMessage.Close(var id) -> close(id);
      case ClientMessage.Auth(var event) -> authentication.prove(event);
      case ClientMessage.NegOpen(var id, var filter, var bytes) -> {
        if (reconciliations.open(id, filter, bytes)) {
          noteAsked(Verb.NEG_OPEN, List.of(filter));
        }
      }
      case ClientMessage.NegMsg(var id, var bytes) -> reconciliations.go(id, bytes);
      case ClientMessage.NegClose(var id) -> reconciliations.close(id);
      case ClientMessage.MalformedNeg(var id, var prefix, var reason) ->
          reconciliations.refuse(id, prefix, reason);
      case ClientMessage.Unreadable(var prefix, var reason) -> {
        connections.policy().refused("message", RuleName.UNREADABLE);
        notice(prefix, reason);
      }
    }
  }

  private void refuse(SubscriptionId id, Verb verb, MessagePrefix prefix, String sentence) {
    noteRefused(verb, prefix);
    if (prefix == MessagePrefix.AUTH_REQUIRED) {
      challenge.offer();
    }
    outbound.reply(new RelayMessage.Closed(id, prefix, sentence));
  }

  private void notice(MessagePrefix prefix, String sentence) {
    outbound.reply(new RelayMessage.Notice(prefix, sentence));
  }

  private synchronized void open(SubscriptionId id, List<NostrFilter> filters, boolean readsHints) {
    if (closed) {
      return;
    }
    close(id); // a REQ with the same id replaces the old one, and counts once
    RequestPolicy policy = connections.policy().requests();
    Verdict verdict = policy.check(filters, identity);
    if (verdict instanceof Verdict.Accepted) {
      verdict = policy.checkSubscriptions(subscriptions.size());
    }
    if (verdict instanceof Verdict.Rejected(var prefix, var sentence)) {
      refuse(id, Verb.REQ, prefix, sentence);
    } else {
      noteAsked(Verb.REQ, filters);
      subscribe(id, policy.limited(filters), hints.of(filters, readsHints));
    }
  }

  @GuardedBy("this")
  private void subscribe(SubscriptionId id, List<NostrFilter> filters, Hinting hinting) {
    Subscription subscription =
        connections.subscriptions().open(id, filters, hinting, identity, outbound, () -> close(id));
    if (subscription.isClosed()) {
      // it was refused for lack of room, and the client was answered
      connections.subscriptions().close(subscription);
    } else {
      subscriptions.put(id, subscription);
    }
  }

  /**
   * Answers a COUNT. As many may be open as REQs, so that one client cannot fill the workers'
   * queue.
   */
  private void count(SubscriptionId id, List<NostrFilter> filters) {
    RequestPolicy policy = connections.policy().counts();
    Verdict verdict = policy.check(filters, identity);
    if (verdict instanceof Verdict.Accepted) {
      verdict = policy.checkSubscriptions(counting.get());
    }
    if (verdict instanceof Verdict.Rejected(var prefix, var sentence)) {
      refuse(id, Verb.COUNT, prefix, sentence);
    } else {
      noteAsked(Verb.COUNT, filters);
      counting.incrementAndGet();
      connections.subscriptions().count(id, filters, identity, outbound, counting::decrementAndGet);
    }
  }

  private void noteAsked(Verb verb, List<NostrFilter> filters) {
    var noted = new NotedFilters(filters, connections.policy()::namesPrivateKindsOnly);
    connections.log().note(new RequestLog.Asked(address(), number, verb, noted));
  }

  private void noteRefused(Verb verb, MessagePrefix prefix) {
    connections.log().note(new RequestLog.Refused(address(), verb, -1, prefix.word()));
  }

  private synchronized void close(SubscriptionId id) {
    Subscription subscription = subscriptions.remove(id);
    if (subscription != null) {
      connections.subscriptions().close(subscription);
    }
  }

  /** Releases everything that the client holds; it has disconnected. */
  public void ended() {
    outbound.abandon();
    part.close();
    endSubscriptions();
    connections.remove(this);
  }

  private synchronized void endSubscriptions() {
    closed = true;
    reconciliations.end();
    subscriptions.values().forEach(connections.subscriptions()::close);
    subscriptions.clear();
  }

  /** Returns true once the connection is being closed. */
  boolean isLeaving() {
    return outbound.isClosed();
  }

  /** Closes the connection to make room for another client. */
  void makeRoom() {
    outbound.closeAfterSending(TRY_AGAIN_LATER, "the relay is full, try again later");
    outbound.later(this::endSubscriptions);
  }

  /** Closes the connection because the operator has blocked the client. */
  void turnAway(String reason) {
    endSubscriptions();
    outbound.closeAfterSending(POLICY_VIOLATION, reason);
  }

  /**
   * Closes the connection because the relay stops. Only the close frame says so: clients take
   * CLOSED as the end of a subscription and would not open it again after they have reconnected
   * (ADR 0020).
   */
  void shutDown() {
    endSubscriptions();
    outbound.closeAfterSending(GOING_AWAY, "shutting down");
  }

  /** Pings a silent client and closes one that does not answer. */
  void keepAlive(long now, long interval) {
    outbound.check();
    reconciliations.dropIdle(now);
    if (part.isOverdue(now, connections.budgets().messageTime())) {
      outbound.closeAfterSending(POLICY_VIOLATION, "a message took too long to arrive");
    }
    if (now - lastHeard > 3 * interval) {
      outbound.later(this::ended);
    } else if (now - lastHeard > interval / 2) {
      outbound.ping();
    }
  }
}
