package heliograph.store.lmdb;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.ref.Cleaner;
import java.lang.reflect.Field;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lmdbjava.ByteBufferProxy;
import org.lmdbjava.Env;

/** The cleaner of the library below lmdbjava. */
class NativeCleanerTest {
  @TempDir private Path folder;

  @Test
  void jffi_hasACleanerWithoutAThread() throws Exception {
    NativeCleaner.install();
    try (Env<ByteBuffer> env =
        Env.create(ByteBufferProxy.PROXY_OPTIMAL).setMapSize(1 << 20).open(folder.toFile())) {
      assertThat(env.info().mapSize).isEqualTo(1 << 20);
    }
    Field field = Class.forName("com.kenai.jffi.internal.Cleaner").getDeclaredField("cleaner");
    field.setAccessible(true);
    assertThat(field.get(null)).isInstanceOf(Cleaner.class);
    Thread cleaner = Thread.ofPlatform().unstarted(() -> {});
    assertThat(NativeCleaner.withoutThread(cleaner)).isInstanceOf(Cleaner.class);
    cleaner.join();
    assertThat(cleaner.getState()).isEqualTo(Thread.State.TERMINATED);
  }
}
