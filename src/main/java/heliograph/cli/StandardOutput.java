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
 * The output of this process, which ends the command when it cannot be written: {@link PrintStream}
 * alone would silently continue when a disk is full or the reader has ended. As thread-safe as the
 * stream that it writes to.
 */
final class StandardOutput extends OutputStream {
  /** Thrown when the output cannot be written. */
  static final class Unwritable extends UncheckedIOException {
    private static final long serialVersionUID = 1;

    Unwritable(IOException cause) {
      super("cannot write the output: " + cause.getMessage(), cause);
    }

    /** Returns true if the reader has ended, as {@code head} does after its last line. */
    boolean isClosedPipe() {
      return String.valueOf(getMessage()).contains("Broken pipe");
    }
  }

  private final OutputStream target;
  private volatile boolean failed;

  StandardOutput(OutputStream target) {
    this.target = target;
  }

  /** Returns a stream that writes each line when it ends. */
  static PrintStream lines() {
    return new PrintStream(
        new StandardOutput(new BufferedOutputStream(new FileOutputStream(FileDescriptor.out))),
        true,
        UTF_8);
  }

  /** Returns a stream that writes 64 KiB at once, or at {@link #flush}. */
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
