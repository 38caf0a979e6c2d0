package heliograph.store.lmdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import heliograph.TestEvents;
import heliograph.TestEvents.Key;
import heliograph.event.NostrEvent;
import heliograph.event.PackedEvent;
import heliograph.store.FeedEntry;
import heliograph.store.layout.IndexKey;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The writer's transaction: what a commit keeps and what an abort takes back. */
class WriteTxnTest {
  private static final NostrEvent NOTE = TestEvents.note(Key.of(1), 1_700_000_000, "a note");

  @TempDir private Path folder;
  private LmdbEnvironment env;

  @BeforeEach
  void open() {
    env = new LmdbEnvironment(StoreFixture.config(folder), LmdbEnvironment.Access.WRITE);
  }

  @AfterEach
  void close() {
    env.close();
  }

  private static void change(WriteTxn txn) {
    txn.record(new FeedEntry.Put(txn.nextSeq(), NOTE), 0, NOTE.packed());
    txn.spend(3);
  }

  @Test
  void commit_changes_areNumberedAndHandedOutOnce() {
    WriteTxn txn = new WriteTxn(env, 100);
    txn.begin();
    change(txn);
    change(txn);
    assertThat(txn.work()).isEqualTo(6);
    assertThat(txn.commit()).extracting(FeedEntry::seq).containsExactly(1L, 2L);
    txn.begin();
    assertThat(txn.work()).isZero();
    change(txn);
    assertThat(txn.commit()).extracting(FeedEntry::seq).containsExactly(3L);
    assertThat(new WriteTxn(env, 100).seq()).isEqualTo(3);
  }

  @Test
  void abort_afterChanges_beginsAgainWhereItBegan() {
    WriteTxn txn = new WriteTxn(env, 2);
    txn.begin();
    change(txn);
    txn.commit();
    for (int i = 0; i < 2; i++) {
      txn.begin();
      change(txn);
      change(txn);
      txn.trimFeed();
      txn.abort();
      assertThat(txn.seq()).isEqualTo(1);
    }
    txn.begin();
    change(txn);
    assertThat(txn.commit()).extracting(FeedEntry::seq).containsExactly(2L);
  }

  @Test
  void abort_afterTheCommit_takesNothingBack() {
    WriteTxn txn = new WriteTxn(env, 100);
    txn.begin();
    change(txn);
    txn.commit();
    txn.abort();
    assertThat(txn.seq()).isEqualTo(1);
  }

  @Test
  void begin_whileOpen_isAFault() {
    WriteTxn txn = new WriteTxn(env, 100);
    txn.begin();
    assertThatThrownBy(txn::begin).isInstanceOf(IllegalStateException.class);
    txn.abort();
  }

  @Test
  void trimFeed_overTheBound_keepsTheNewestEntries() {
    WriteTxn txn = new WriteTxn(env, 2);
    for (int i = 0; i < 5; i++) {
      txn.begin();
      change(txn);
      txn.trimFeed();
      txn.commit();
    }
    txn.begin();
    assertThat(env.feed.stat(txn.lmdb()).entries).isEqualTo(2);
    assertThat(env.lastSeq(txn.lmdb())).isEqualTo(5);
    txn.abort();
  }

  @Test
  void indexes_putThenDelete_leaveNothing() {
    NostrEvent event =
        TestEvents.signed(
            Key.of(1),
            1,
            1_700_000_000,
            List.of(List.of("e", NOTE.id().hex()), List.of("expiration", "1800000000")),
            "");
    WriteTxn txn = new WriteTxn(env, 100);
    EventIndexes indexes = new EventIndexes(env, new TagErasure(env));
    txn.begin();
    assertThat(indexes.put(txn.lmdb(), event.packed(), 7)).isEqualTo(1);
    for (IndexKey index : IndexKey.values()) {
      assertThat(env.index(index).stat(txn.lmdb()).entries).as(index.name()).isEqualTo(1);
    }
    assertThat(env.expiry.stat(txn.lmdb()).entries).isEqualTo(1);
    assertThat(txn.find(event.id(), new PackedEvent())).isEqualTo(-1); // it has no record
    assertThat(indexes.delete(txn.lmdb(), event.packed(), 7)).isEqualTo(1);
    for (IndexKey index : IndexKey.values()) {
      assertThat(env.index(index).stat(txn.lmdb()).entries).as(index.name()).isZero();
    }
    assertThat(env.expiry.stat(txn.lmdb()).entries).isZero();
    assertThat(env.ids.stat(txn.lmdb()).entries).isZero();
    txn.abort();
  }
}
