package heliograph.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;

/**
 * The output of this process, where what cannot be written ends the command: {@link PrintStream}
 * alone would go on in silence when a disk is full or nobody reads any more. As thread-safe as the
 * stream that it writes to.
 */
final class StandardOutput extends OutputStream {
  /** The output takes no more. */
  static final class Unwritable extends UncheckedIOException {
    private static final long serialVersionUID = 1;

    Unwritable(IOException cause) {
      super("cannot write the output: " + cause.getMessage(), cause);
    }

    /** True if the reader has gone, as {@code head} does when it has seen enough. */
    boolean isClosedPipe() {
      return String.valueOf(getMessage()).contains("Broken pipe");
    }
  }

  private final OutputStream target;
  private volatile boolean failed;

  StandardOutput(OutputStream target) {
    this.target = target;
  }

  /** For lines: written when each ends. */
  static PrintStream lines() {
    return new PrintStream(
        new StandardOutput(new BufferedOutputStream(new FileOutputStream(FileDescriptor.out))),
        true,
        UTF_8);
  }

  /** For much: written when 64 KiB are there, or at {@link #flush}. */
  static OutputStream bulk() {
    return new StandardOutput(
        new BufferedOutputStream(new FileOutputStream(FileDescriptor.out), 1 << 16));
  }

  @Override
  public void write(int b) {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) {
    try {
      target.write(bytes, offset, length);
    } catch (IOException e) {
      failed = true;
      throw new Unwritable(e);
    }
  }

  @Override
  public void flush() {
    try {
      if (!failed) {
        target.flush();
      }
    } catch (IOException e) {
      failed = true;
      throw new Unwritable(e);
    }
  }

  @Override
  public void close() {
    flush();
  }
}
