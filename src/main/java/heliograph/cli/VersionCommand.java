package heliograph.cli;

import heliograph.config.CryptoProvider;
import heliograph.runtime.SchnorrChoice;
import heliograph.runtime.Version;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** Says which version this is and what it runs on. */
@Command(
    name = "version",
    description = "Say which version this is.",
    mixinStandardHelpOptions = true)
final class VersionCommand implements Callable<Integer> {
  @Override
  public Integer call() {
    System.out.println("Heliograph " + Version.current());
    System.out.println("Java       " + Runtime.version());
    System.out.println("Signatures " + SchnorrChoice.of(CryptoProvider.AUTO).name());
    return 0;
  }
}
