package heliograph.client;

import heliograph.event.JsonScanner;
import heliograph.event.MalformedInput;
import heliograph.event.PublicKey;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds the key behind a name like {@code bob@example.com} (NIP-05), by one request over https.
 * Redirects are not followed, an answer may have {@link #BYTES_MAX} bytes, and the whole request
 * may take the time that the caller gives. Thread-safe.
 */
public final class Nip05 {
  static final int BYTES_MAX = 1 << 20;

  private static final Pattern NAME =
      Pattern.compile("([a-z0-9._-]+)@([a-z0-9]([a-z0-9.-]*[a-z0-9])?(:[0-9]{1,5})?)");

  private final Duration patience;
  private final Supplier<HttpClient> clients;

  /** Creates a finder whose requests take {@code patience} at most. */
  public Nip05(Duration patience) {
    this(patience, () -> HttpClient.newBuilder().build());
  }

  Nip05(Duration patience, Supplier<HttpClient> clients) {
    this.patience = patience;
    this.clients = clients;
  }

  /** Returns true if {@code text} has the form of such a name. */
  public static boolean isName(String text) {
    return NAME.matcher(text.toLowerCase(Locale.ROOT)).matches();
  }

  /**
   * Returns the key that the domain of a name gives for it.
   *
   * @throws IllegalArgumentException if there is no key, or the domain does not answer as NIP-05
   *     requires; the message says why
   */
  public PublicKey find(String name) {
    Matcher parts = NAME.matcher(name.toLowerCase(Locale.ROOT));
    if (!parts.matches()) {
      throw new IllegalArgumentException("not a name like bob@example.com: " + name);
    }
    String local = parts.group(1);
    URI address = URI.create("https://" + parts.group(2) + "/.well-known/nostr.json?name=" + local);
    byte[] body = fetch(name, address);
    try {
      return PublicKey.parse(
          key(body, local)
              .orElseThrow(() -> new IllegalArgumentException("it does not know this name")));
    } catch (MalformedInput e) {
      throw refused(name, address, "its answer cannot be read: " + e.reason());
    } catch (IllegalArgumentException e) {
      throw refused(name, address, String.valueOf(e.getMessage()));
    }
  }

  private byte[] fetch(String name, URI address) {
    HttpClient client = clients.get();
    try {
      HttpRequest request = HttpRequest.newBuilder(address).timeout(patience).build();
      HttpResponse<byte[]> response =
          client
              .sendAsync(request, head -> new Bounded())
              .orTimeout(patience.toMillis(), TimeUnit.MILLISECONDS)
              .join();
      int status = response.statusCode();
      if (status / 100 == 3) {
        throw refused(name, address, "it redirects, which NIP-05 does not allow");
      }
      if (status != 200) {
        throw refused(name, address, "it answers HTTP status " + status);
      }
      return response.body();
    } catch (CompletionException e) {
      throw refused(name, address, NetworkFault.words(e.getCause()));
    } finally {
      client.shutdownNow();
    }
  }

  private static IllegalArgumentException refused(String name, URI address, String reason) {
    return new IllegalArgumentException(
        "no key for " + name + " at https://" + address.getAuthority() + ": " + reason);
  }

  private static Optional<String> key(byte[] body, String local) {
    JsonScanner scanner = new JsonScanner(body);
    Optional<String> found = Optional.empty();
    scanner.expect('{');
    for (boolean first = true; !scanner.accept('}'); first = false) {
      if (!first) {
        scanner.expect(',');
      }
      boolean names = scanner.string().equals("names");
      scanner.expect(':');
      if (names && scanner.peek() == '{') {
        found = member(scanner, local);
      } else {
        scanner.skipValue();
      }
    }
    scanner.expectEnd();
    return found;
  }

  private static Optional<String> member(JsonScanner scanner, String local) {
    Optional<String> found = Optional.empty();
    scanner.expect('{');
    for (boolean first = true; !scanner.accept('}'); first = false) {
      if (!first) {
        scanner.expect(',');
      }
      boolean wanted = scanner.string().equals(local);
      scanner.expect(':');
      if (wanted && scanner.peek() == '"') {
        found = Optional.of(scanner.string());
      } else {
        scanner.skipValue();
      }
    }
    return found;
  }

  /** Collects the bytes of an answer, and ends it when there are too many. */
  private static final class Bounded implements HttpResponse.BodySubscriber<byte[]> {
    private final CompletableFuture<byte[]> whole = new CompletableFuture<>();
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private Optional<Flow.Subscription> source = Optional.empty();

    @Override
    public CompletionStage<byte[]> getBody() {
      return whole;
    }

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
      source = Optional.of(subscription);
      subscription.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(List<ByteBuffer> parts) {
      for (ByteBuffer part : parts) {
        if (part.remaining() > BYTES_MAX - bytes.size()) {
          source.ifPresent(Flow.Subscription::cancel);
          whole.completeExceptionally(
              new IllegalStateException("its answer is longer than " + BYTES_MAX + " bytes"));
          return;
        }
        byte[] copy = new byte[part.remaining()];
        part.get(copy);
        bytes.writeBytes(copy);
      }
    }

    @Override
    public void onError(Throwable fault) {
      whole.completeExceptionally(fault);
    }

    @Override
    public void onComplete() {
      whole.complete(bytes.toByteArray());
    }
  }
}
