package heliograph.store.log;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/** The files of a log. Tests implement it to record writes and to lose them. */
public interface LogFolder {

  /** A file of a fixed size. */
  interface LogFile extends Closeable {
    /** Writes all of {@code source} at {@code position}. */
    void write(ByteBuffer source, long position) throws IOException;

    /** Fills {@code target} from the beginning of the file, as far as the file goes. */
    void read(ByteBuffer target) throws IOException;

    /** Returns the number of bytes of the file. */
    long size() throws IOException;

    /** Returns when all that was written is on the disk. */
    void force() throws IOException;
  }

  /** Returns true if there is a file of this name. */
  boolean has(String name);

  /** Opens a file that is there. */
  LogFile open(String name) throws IOException;

  /**
   * Opens a file for writing, making it if it is missing: it then has at least {@code bytes} bytes,
   * and both they and its name are on the disk.
   */
  LogFile open(String name, long bytes) throws IOException;
}
