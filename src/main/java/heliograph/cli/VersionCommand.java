package heliograph.cli;

import heliograph.config.CryptoProvider;
import heliograph.runtime.SchnorrProvider;
import heliograph.runtime.Version;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Prints the version and what it runs on, or the bill of materials. */
@Command(name = "version", description = "Print the version.", mixinStandardHelpOptions = true)
final class VersionCommand implements Callable<Integer> {
  @Option(
      names = "--sbom",
      description =
          "print the bill of materials instead: the server, the Java and every jar that ships with"
              + " its SHA-256, as CycloneDX JSON")
  private boolean sbom;

  @Override
  public Integer call() throws IOException {
    return sbom ? printBill() : printVersion();
  }

  private static int printBill() throws IOException {
    Optional<String> bill = BillOfMaterials.shipped();
    if (bill.isEmpty()) {
      System.err.println("heliograph: no bill of materials here: ./mvnw package makes it");
      return 1;
    }
    System.out.print(bill.get());
    System.out.flush();
    return 0;
  }

  private static int printVersion() {
    System.out.println("Heliograph " + Version.current());
    System.out.println("Java       " + Runtime.version());
    System.out.println("Signatures " + SchnorrProvider.of(CryptoProvider.AUTO).name());
    return 0;
  }
}
