package heliograph.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.Callable;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

/** Outside of a server there is no managed executor. */
class JobExecutorTest {
  @Test
  void open_withoutJakartaConcurrency_hasThreadsOfTheRelayWhichEndWithIt() throws Exception {
    Callable<String> name = () -> Thread.currentThread().getName();
    JobExecutor jobs = JobExecutor.open(1);
    assertThat(jobs.executor().submit(name).get()).startsWith("heliograph-jobs-");
    jobs.close();

    assertThat(jobs.executor().isShutdown()).isTrue();
    assertThatThrownBy(() -> jobs.executor().submit(name))
        .isInstanceOf(RejectedExecutionException.class);
  }
}
