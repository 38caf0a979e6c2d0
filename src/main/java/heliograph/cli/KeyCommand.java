package heliograph.cli;

import heliograph.config.CryptoProvider;
import heliograph.crypto.RelayKey;
import heliograph.event.Nip19;
import heliograph.event.Pointer;
import heliograph.event.PublicKey;
import heliograph.runtime.SchnorrProvider;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Prints the public key of a key file, which it creates if it is missing. */
@Command(
    name = "key",
    description = {
      "Print the public key of a secret key file, which holds 64 hex digits or an nsec (NIP-19).",
      "Makes the file first, readable by its owner only, if it is not there."
    },
    mixinStandardHelpOptions = true)
final class KeyCommand implements Callable<Integer> {
  @Option(names = "--npub", description = "print it as an npub (NIP-19) instead of in hex")
  private boolean npub;

  @Parameters(
      arity = "0..1",
      paramLabel = "FILE",
      defaultValue = "${env:HELIOGRAPH_KEY:-" + RelayOptions.KEY_DEFAULT + "}",
      description = "the file (HELIOGRAPH_KEY; default: nostr.key)")
  private Path file;

  @Override
  public Integer call() {
    PublicKey key = RelayKey.of(file, SchnorrProvider.of(CryptoProvider.AUTO)).publicKey();
    System.out.println(npub ? Nip19.encode(new Pointer.Npub(key)) : key.hex());
    return 0;
  }
}
