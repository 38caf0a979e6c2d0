package heliograph.bench;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Questions to an HTTP interface at a fixed rate, open loop: each is sent when it is due, whatever
 * the answers before it do, and its latency counts from then until its answer is there as a whole.
 * Confined to one thread.
 */
final class ApiRun {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /**
   * What is asked.
   *
   * @param name under which its latencies are counted
   * @param authorization the header of each question; empty for none
   */
  record Question(String name, URI address, String authorization) {}

  /** An answer, or none. */
  private record Done(
      Question question, long due, long at, int status, String body, @Nullable Throwable fault) {}

  /** Hears every answer that is one. */
  @FunctionalInterface
  interface Answers {
    void answered(Question question, String body);
  }

  private final int rate;
  private final Supplier<Question> questions;
  private final Answers answers;
  private final LinkedBlockingQueue<Done> done = new LinkedBlockingQueue<>();

  /** Prepares a run, on whose thread {@code answers} is called. */
  ApiRun(int rate, Supplier<Question> questions, Answers answers) {
    this.rate = rate;
    this.questions = questions;
    this.answers = answers;
  }

  /** Asks for so long and waits for the last answers. */
  ApiReport run(Duration length) throws InterruptedException {
    ApiReport report = new ApiReport();
    int count = Math.toIntExact(rate * length.toMillis() / 1_000);
    long pace = TimeUnit.SECONDS.toNanos(1) / rate;
    try (HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
      long start = System.nanoTime();
      for (int i = 0; i < count; i++) {
        long due = start + i * pace;
        for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
          note(done.poll(left, TimeUnit.NANOSECONDS), report);
        }
        send(client, questions.get(), due);
      }
      while (report.count() < count) {
        note(done.take(), report);
      }
      report.tookNanos(System.nanoTime() - start);
    }
    return report;
  }

  private void send(HttpClient client, Question question, long due) {
    HttpRequest.Builder request = HttpRequest.newBuilder(question.address()).timeout(PATIENCE);
    if (!question.authorization().isEmpty()) {
      request.header("Authorization", question.authorization());
    }
    var unused =
        client
            .sendAsync(request.build(), HttpResponse.BodyHandlers.ofString())
            .whenComplete((answer, fault) ->
                done.add(
                    new Done(
                        question,
                        due,
                        System.nanoTime(),
                        answer == null ? 0 : answer.statusCode(),
                        answer == null ? "" : answer.body(),
                        fault)));
  }

  private void note(@Nullable Done answer, ApiReport report) {
    if (answer == null) {
      return;
    }
    if (answer.status() == 200) {
      report.answered(answer.question().name(), answer.at() - answer.due(), answer.body().length());
      answers.answered(answer.question(), answer.body());
    } else {
      report.failed(
          answer.question().address().getPath()
              + " "
              + (answer.fault() == null ? answer.status() + " " + answer.body() : answer.fault()));
    }
  }
}
