package heliograph.info;

/** Returns the current information document. Thread-safe. */
@FunctionalInterface
public interface InformationSource {
  RelayInformation information();
}
