package heliograph.cli;

import heliograph.config.CryptoProvider;
import heliograph.crypto.RelayKey;
import heliograph.runtime.SchnorrProvider;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Makes a key pair, and says its public half. */
@Command(
    name = "key",
    description = {
      "Print the public key of a secret key file, in hex.",
      "Makes the file first, readable by its owner only, if it is not there."
    },
    mixinStandardHelpOptions = true)
final class KeyCommand implements Callable<Integer> {
  @Parameters(
      arity = "0..1",
      defaultValue = "${env:HELIOGRAPH_KEY:-" + RelayOptions.KEY_DEFAULT + "}",
      description = "the file, 64 hex digits (HELIOGRAPH_KEY; default: nostr.key)")
  private Path file;

  @Override
  public Integer call() {
    System.out.println(
        RelayKey.of(file, SchnorrProvider.of(CryptoProvider.AUTO)).publicKey().hex());
    return 0;
  }
}
