package heliograph.graph

import java.util.{BitSet, List => JList}

/** The follows as `Trust` wants them, for who is not in this room. */
abstract class TrustFlow extends Trust.Flow

/** What of this room the runner uses that the relay keeps to itself. */
object Shared {
  val degreeMin: Int = DenseCores.DEGREE_MIN
  val densityMin: Float = DenseCores.DENSITY_MIN
  val completionsMax: Int = DenseCores.COMPLETIONS_MAX
  val samples: Int = LocalDensity.SAMPLES
  val earlySamples: Int = LocalDensity.EARLY_SAMPLES
  val earlyMax: Float = LocalDensity.EARLY_MAX

  def trust(flow: TrustFlow, seeds: AccountSet, trustedFrom: Int): TrustRanks =
    Trust.spread(flow, seeds, trustedFrom, Workers.inCaller())

  /** Whether an account may stay in a dense core. */
  def holds(followersInside: Int, followedInside: Int, followers: Int): Boolean =
    DenseCores.holds(followersInside, followedInside, followers)

  /** The cores that peeled members are parted into; the graph has the follows among them. */
  def cores(graph: FollowGraph, members: BitSet): JList[Array[Int]] =
    DenseCores.parts(graph, Array.tabulate(graph.accounts)(members.get))

  /** The components worth a look beside the cores. */
  def components(strong: StrongComponents, cores: JList[Array[Int]], accounts: Int): JList[Array[Int]] =
    Bots.components(strong, cores, accounts)

  /** The verdicts on groups; the graph has all follows of and by their members. */
  def judge(
      cores: JList[Array[Int]],
      components: JList[Array[Int]],
      graph: FollowGraph,
      densities: Array[Float],
      input: GraphJobs.Input): JList[BotCluster] =
    Bots.judge(
      cores, components, graph, densities, input.facts, input.index, input.known, Workers.inCaller())

  /** The communities of accounts that carry labels, between which there are so many follows. */
  def communities(labels: Array[Int], between: Labelled, seed: Long): Communities = {
    val level = between.level
    val found = Leiden.find(level, 1, seed, Workers.inCaller())
    val ofLabel = Array.tabulate(between.labels)(found.of)
    val sets = CoarseLevel.of(level, ofLabel, found.count, Workers.inCaller())
    Communities.of(sets, labels.map(label => ofLabel(label)), 1)
  }
}

/**
 * How many follows there are from label to label.
 *
 * @param labels number of labels, which are 0 and on
 * @param from with `to` and `follows` in the same place: each pair of labels once
 */
final class Labelled(val labels: Int, val from: Array[Int], val to: Array[Int], val follows: Array[Int]) {
  /** The labels as nodes: a follow weighs 1 at both of its ends, also where they have one label. */
  private[graph] def level: CoarseLevel = {
    val start = new Array[Int](labels + 1)
    val weights = new Array[Int](labels)
    each { (one, _, weight) =>
      start(one + 1) += 1
      weights(one) += weight
    }
    for (label <- 0 until labels) start(label + 1) += start(label)
    val next = start.clone
    val targets = new Array[Int](start(labels))
    val edges = new Array[Int](start(labels))
    each { (one, other, weight) =>
      targets(next(one)) = other
      edges(next(one)) = weight
      next(one) += 1
    }
    new CoarseLevel(start, targets, edges, weights)
  }

  /** The community of each label. */
  def sets(labelOf: Array[Int], communities: Communities): Array[Int] = {
    val sets = new Array[Int](labels)
    for (account <- labelOf.indices) sets(labelOf(account)) = communities.of(account)
    sets
  }

  private def each(end: (Int, Int, Int) => Unit): Unit =
    for (at <- from.indices)
      if (from(at) == to(at)) end(from(at), from(at), 2 * follows(at))
      else {
        end(from(at), to(at), follows(at))
        end(to(at), from(at), follows(at))
      }
}
