package heliograph.event;

/** What an author's relay list (NIP-65) says a relay is used for. */
public enum RelayMarker {
  READ,
  WRITE,
  BOTH;

  /** Reads the third element of an {@code r} tag: anything but the two markers stands for both. */
  static RelayMarker of(String marker) {
    return switch (marker) {
      case "read" -> READ;
      case "write" -> WRITE;
      default -> BOTH;
    };
  }

  /** Returns the use of a relay that is listed with this marker and with {@code other}. */
  RelayMarker and(RelayMarker other) {
    return this == other ? this : BOTH;
  }

  public boolean reads() {
    return this != WRITE;
  }

  public boolean writes() {
    return this != READ;
  }

  /** Returns {@code read}, {@code write} or {@code both}. */
  public String label() {
    return switch (this) {
      case READ -> "read";
      case WRITE -> "write";
      case BOTH -> "both";
    };
  }
}
