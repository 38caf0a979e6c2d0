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
  @Option(names = "--host", required = true)
  private InetAddress host;

  @Option(names = "--port", required = true)
  private int port;

  @Option(names = "--from", required = true, split = ",")
  private List<InetAddress> sources;

  @Option(names = "--seconds", required = true)
  private long seconds;

  @Option(names = "--seed", required = true)
  private long seed;

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (!host.isLoopbackAddress() && !HostileNamespace.isOurs()) {
      throw new IllegalStateException("attack is for torture --hostile, on this machine only");
    }
    new AttackRun(
            new InetSocketAddress(host, port),
            sources,
            SchnorrProvider.of(CryptoProvider.AUTO),
            seed)
        .run(TimeUnit.SECONDS.toNanos(seconds))
        .forEach(System.out::println);
    return 0;
  }
}
