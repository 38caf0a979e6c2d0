package heliograph.control;

import java.io.IOException;

/** What a caller of the control socket may have done besides an import. Thread-safe. */
@FunctionalInterface
public interface ControlCommand {
  /** The lines of an answer, each on its way to the caller when the method returns. */
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
   * Does it, and answers with any number of lines.
   *
   * @param argument what followed the command's name, empty where nothing did
   * @throws IOException if the caller has gone; what is not done by then is left
   */
  void run(String argument, Answer answer) throws IOException;
}
