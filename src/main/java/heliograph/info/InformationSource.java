package heliograph.info;

/** Gives the information document as it is now. Thread-safe. */
@FunctionalInterface
public interface InformationSource {
  RelayInformation information();
}
