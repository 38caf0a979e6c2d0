package heliograph.event;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** The target of a NIP-19 text: one record for each prefix. */
public sealed interface Pointer {
  /** Returns the prefix of the texts of this type, for instance {@code npub}. */
  default String prefix() {
    return switch (this) {
      case Npub any -> "npub";
      case Nsec any -> "nsec";
      case Note any -> "note";
      case Nprofile any -> "nprofile";
      case Nevent any -> "nevent";
      case Naddr any -> "naddr";
    };
  }

  /** A public key. */
  record Npub(PublicKey key) implements Pointer {}

  /**
   * A secret key.
   *
   * @param hex 64 lower-case hex digits
   */
  record Nsec(String hex) implements Pointer {
    public Nsec {
      Hex.secret64(hex);
    }

    /** Keeps the secret out of logs. */
    @Override
    public String toString() {
      return "Nsec[…]";
    }
  }

  /** An event by its id. */
  record Note(EventId id) implements Pointer {}

  /** A public key and relays on which its owner may be found. */
  record Nprofile(PublicKey key, List<String> relays) implements Pointer {
    public Nprofile {
      relays = List.copyOf(relays);
    }
  }

  /** An event by its id, with relays, author and kind that help to find it. */
  record Nevent(EventId id, List<String> relays, Optional<PublicKey> author, OptionalInt kind)
      implements Pointer {
    public Nevent {
      relays = List.copyOf(relays);
      kind.ifPresent(Pointer::requireKind);
    }
  }

  /**
   * The newest event of an author, a kind and a {@code d} tag.
   *
   * @param identifier the value of the {@code d} tag, empty for kinds without one
   */
  record Naddr(String identifier, PublicKey author, int kind, List<String> relays)
      implements Pointer {
    public Naddr {
      relays = List.copyOf(relays);
      requireKind(kind);
    }

    /** Returns the value of an {@code a} tag that names the same event. */
    public String address() {
      return kind + ":" + author.hex() + ":" + identifier;
    }
  }

  private static void requireKind(int kind) {
    if (kind < 0 || kind > Kinds.MAX) {
      throw new IllegalArgumentException("a kind is a number from 0 to " + Kinds.MAX + ": " + kind);
    }
  }
}
