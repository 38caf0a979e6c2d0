package heliograph.bench;

import heliograph.config.CryptoProvider;
import heliograph.runtime.SchnorrProvider;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The attackers' process of {@code torture --hostile}. */
@Command(name = "attack", hidden = true)
final class AttackCommand implements Callable<Integer> {
  /** The line that is printed when the attack begins. */
  static final String READY = "the attackers are ready";

  @Option(names = "--host", paramLabel = "HOST", required = true)
  private InetAddress host;

  @Option(names = "--port", paramLabel = "PORT", required = true)
  private int port;

  @Option(names = "--from", paramLabel = "LIST", required = true, split = ",")
  private List<InetAddress> sources;

  @Option(names = "--seconds", paramLabel = "SECONDS", required = true)
  private long seconds;

  @Option(names = "--seed", paramLabel = "N", required = true)
  private long seed;

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (!host.isLoopbackAddress() && !HostileNamespace.isOurs()) {
      throw new IllegalStateException("attack is for torture --hostile, on this machine only");
    }
    AttackRun run =
        new AttackRun(
            new InetSocketAddress(host, port),
            sources,
            SchnorrProvider.of(CryptoProvider.AUTO),
            seed);
    System.out.println(READY);
    run.run(TimeUnit.SECONDS.toNanos(seconds)).forEach(System.out::println);
    return 0;
  }
}
