package heliograph.cli;

/** Writes numbers of things for people. Stateless. */
final class Counted {
  private Counted() {}

  /**
   * Returns the number with the thing's name, in the plural unless there is one: 12,480 lines, 1
   * line.
   */
  static String of(long number, String thing) {
    return "%,d %s%s".formatted(number, thing, number == 1 ? "" : "s");
  }
}
