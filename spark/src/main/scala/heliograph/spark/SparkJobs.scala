package heliograph.spark

import heliograph.graph.{Communities, GraphJobs, Labelled, Shared, SpamCandidates}
import heliograph.trust.FollowCounts
import java.time.Duration
import java.util.{BitSet, Map => JMap, TreeMap}

/** All jobs on follows that are in blocks, one after the other: the results are those of `GraphJobs`. */
final class SparkJobs(follows: Follows, input: GraphJobs.Input, progress: String => Unit) {
  import SparkJobs._

  private val took = new TreeMap[String, Duration]

  /** What was found, and what rows tell of the follows. */
  def run(): (GraphJobs.Results, FollowCounts) = {
    val labels = new Labels(follows, progress)
    val (communities, between) = timed("communities")(labels.communities(input.seed))
    val clusters = timed("bots")(bots())
    val trust = timed("trust")(Shared.trust(new Spread(follows, progress), input.seeds, input.trustedFrom))
    val spam = SpamCandidates.of(clusters, trust, input.facts)
    val results = new GraphJobs.Results(communities, clusters, trust, spam, JMap.copyOf(took))
    (results, new Counts(follows, labels.labels, between))
  }

  private def bots() = {
    val densities = new Density(follows, SliceMax, progress).of()
    val cores = new Cores(follows, progress).of(densities)
    val strong = new Components(follows, Follows.fetchedMax, progress).of()
    val components = Shared.components(strong, cores, follows.accounts)
    val grouped = new BitSet(follows.accounts)
    cores.forEach(_.foreach(grouped.set))
    components.forEach(_.foreach(grouped.set))
    progress(f"bots: judging ${cores.size + components.size}%,d groups of ${grouped.cardinality}%,d accounts")
    Shared.judge(cores, components, Follows.build(follows.fetchTouching(grouped)), densities, input)
  }

  private def timed[T](name: String)(job: => T): T = {
    val began = System.nanoTime
    val result = job
    took.put(name, Duration.ofNanos(System.nanoTime - began))
    progress(f"$name: done in ${took.get(name).toMillis / 1e3}%.1f s")
    result
  }
}

object SparkJobs {
  /** Followers that are sent to all machines at a time: 128 MB. */
  private val SliceMax = 1 << 25

  private final class Counts(follows: Follows, labels: Array[Int], labelled: Labelled) extends FollowCounts {
    override def count: Int = Math.toIntExact(follows.count)

    override def followers(account: Int): Int = follows.followers(account)

    override def between(communities: Communities, count: Int): Array[Array[Long]] = {
      val sums = Array.ofDim[Long](count, count)
      val ofLabel = labelled.sets(labels, communities)
      for (at <- labelled.from.indices) {
        val from = ofLabel(labelled.from(at))
        val to = ofLabel(labelled.to(at))
        if (from != to && from < count && to < count) sums(from)(to) += labelled.follows(at)
      }
      sums
    }
  }
}
