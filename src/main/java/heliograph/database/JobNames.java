package heliograph.database;

/** The values of the column {@code job} of {@code job_runs} and of the tables of generations. */
public final class JobNames {
  /** The jobs on the graph of follows. */
  public static final String GRAPH = "graph";

  private JobNames() {}
}
