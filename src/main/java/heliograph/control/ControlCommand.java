package heliograph.control;

import java.io.IOException;

/** A command of the control socket, besides an import. Thread-safe. */
@FunctionalInterface
public interface ControlCommand {
  /** The lines of an answer; each has been sent when the method returns. */
  @FunctionalInterface
  interface Answer {
    /**
     * Sends a line.
     *
     * @throws IOException if the caller has gone
     */
    void line(String text) throws IOException;
  }

  /**
   * Runs the command and answers with any number of lines.
   *
   * @param argument the text after the command's name; empty if there was none
   * @throws IOException if the caller has disconnected; the rest of the work is not done
   */
  void run(String argument, Answer answer) throws IOException;
}
