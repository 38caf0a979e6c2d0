package heliograph.trust;

import heliograph.database.TestDatabase;
import heliograph.event.PublicKey;
import java.util.ArrayList;
import java.util.List;

/**
 * A crowd of 60 whom a seed follows, and a ring of twelve that follow each other and, one way, the
 * crowd.
 */
public final class PlantedFollows {
  public static final int CROWD = 60;
  static final int RING = 12;
  public static final PublicKey SEED = key(1);

  private PlantedFollows() {}

  public static PublicKey key(int account) {
    return new PublicKey(account, 7, 7, account);
  }

  /** Numbers in the database are three times those here: they have gaps in life. */
  static int number(int account) {
    return 3 * account;
  }

  public static void into(TestDatabase test) {
    List<String> follows = new ArrayList<>();
    for (int account = 1; account <= CROWD; account++) {
      for (int step : new int[] {1, 7, 13, 22, 31}) {
        follows.add(row(account, 1 + (account - 1 + step) % CROWD));
      }
    }
    for (int bot = CROWD + 1; bot <= CROWD + RING; bot++) {
      for (int other = CROWD + 1; other <= CROWD + RING; other++) {
        if (other != bot) {
          follows.add(row(bot, other));
        }
      }
      follows.add(row(bot, 5));
    }
    List<String> accounts = new ArrayList<>();
    for (int account = 1; account <= CROWD + RING; account++) {
      accounts.add(
          "(%d, '\\x%s', '2026-01-01'::timestamptz + interval '%d days')"
              .formatted(number(account), key(account).hex(), account > CROWD ? 90 : 2 * account));
    }
    test.execute(
        "INSERT INTO account (id, pubkey, first_seen) OVERRIDING SYSTEM VALUE VALUES "
            + String.join(",", accounts),
        "INSERT INTO follow VALUES " + String.join(",", follows),
        "INSERT INTO mute VALUES (3, 183)",
        "INSERT INTO follow VALUES (3, 1)", // of an account that is gone
        "INSERT INTO follower_changes VALUES (current_date, 15, 12, 0), (current_date - 20, 6, 1, 3)");
  }

  private static String row(int source, int target) {
    return "(%d,%d)".formatted(number(source), number(target));
  }
}
