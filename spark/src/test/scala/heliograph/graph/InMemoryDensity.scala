package heliograph.graph

/** The relay's local density, for tests outside of its room. */
object InMemoryDensity {
  def of(graph: FollowGraph): Array[Float] =
    LocalDensity.of(graph, DenseCores.DEGREE_MIN, Workers.inCaller())
}
