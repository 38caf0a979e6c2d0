package heliograph.policy;

import static org.assertj.core.api.Assertions.assertThat;

import heliograph.config.Rate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class TokenBucketsTest {
  private final AtomicLong clock = new AtomicLong();

  private TokenBuckets<String> buckets(String rate, int keysMax) {
    return new TokenBuckets<>(Rate.parse(rate), keysMax, clock::get);
  }

  private int takeAll(TokenBuckets<String> buckets, String key) {
    int taken = 0;
    while (taken < 1_000 && buckets.take(key)) {
      taken++;
    }
    return taken;
  }

  @Test
  void bucket_holdsItsTokensAndIsRefilledEvenly() {
    TokenBuckets<String> buckets = buckets("10/1s", 100);
    assertThat(takeAll(buckets, "a")).isEqualTo(10);
    clock.addAndGet(250_000_000);
    assertThat(takeAll(buckets, "a")).isEqualTo(2);
    assertThat(takeAll(buckets, "b")).isEqualTo(10);
    clock.addAndGet(3_600_000_000_000L);
    assertThat(takeAll(buckets, "a")).isEqualTo(10);
  }

  @Test
  void bucket_givesMoreThanItHoldsOnceItIsFull() {
    TokenBuckets<String> buckets = buckets("10/1s", 100);
    assertThat(buckets.take("a", 25)).isTrue();
    clock.addAndGet(2_000_000_000); // 15 are lacking, 20 have come
    assertThat(buckets.take("a", 6)).isFalse();
    assertThat(buckets.take("a", 5)).isTrue();
    assertThat(buckets.take("a", 1)).isFalse();
  }

  @Test
  void unlimited_remembersNothing() {
    TokenBuckets<String> buckets = buckets("", 100);
    assertThat(takeAll(buckets, "a")).isEqualTo(1_000);
    assertThat(buckets.size()).isZero();
  }

  @Test
  void keysBeyondTheBound_shareOneAllowance() {
    TokenBuckets<String> buckets = buckets("10/1s", 3);
    for (String key : List.of("a", "b", "c")) {
      takeAll(buckets, key);
    }
    clock.addAndGet(500_000_000); // the shared one began empty
    assertThat(takeAll(buckets, "d") + takeAll(buckets, "e")).isEqualTo(5);
    assertThat(buckets.size()).isEqualTo(3);
    clock.addAndGet(1_000_000_000); // a, b and c are full again and can be forgotten
    assertThat(takeAll(buckets, "d")).isEqualTo(10);
    assertThat(buckets.size()).isEqualTo(1);
  }

  @Test
  void manyThreads_neverTakeMoreThanThereIs() throws Exception {
    TokenBuckets<String> buckets = buckets("500/1h", 100);
    List<Callable<Integer>> takers = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      takers.add(() -> takeAll(buckets, "a"));
    }
    int taken = 0;
    try (var threads = Executors.newFixedThreadPool(8)) {
      for (Future<Integer> future : threads.invokeAll(takers)) {
        taken += future.get();
      }
    }
    assertThat(taken).isEqualTo(500);
  }
}
