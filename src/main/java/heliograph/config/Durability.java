package heliograph.config;

/** The faults that an acknowledged write survives. */
public enum Durability {
  /** Power loss: every commit is forced to the disk before its OKs. */
  FSYNC,
  /** A crash of the relay, not of the machine: the operating system writes when it likes. */
  NONE
}
