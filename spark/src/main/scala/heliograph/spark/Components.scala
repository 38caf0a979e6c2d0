package heliograph.spark

import heliograph.graph.{FollowGraph, StrongComponents, Workers}
import java.util.BitSet
import scala.collection.mutable.{ArrayBuffer, ArrayDeque}

/**
 * Strongly connected components: all blocks together cut off what is in none and the giant one, the
 * driver finds those of the rest.
 *
 * {{{
 * trim   accounts whom nobody follows, or who follow nobody, are alone; again without them
 * cut    the component of a well-known account: who is reached from it and reaches it
 * fetch  the rest, when it has room on the driver; until then cut again
 * }}}
 */
final class Components(follows: Follows, fetchedMax: Long, progress: String => Unit) {
  private val left = new BitSet(follows.accounts)
  private val cuts = ArrayBuffer[BitSet]()

  def of(): StrongComponents = {
    left.set(0, follows.accounts)
    trim()
    while (follows.within(left) > fetchedMax) {
      if (cuts.length == Components.CutsMax)
        throw new Refused(
          f"the driver has no room for the more than $fetchedMax%,d follows outside the largest components: give it more memory (--driver-memory)")
      cut()
      trim()
    }
    val graph = follows.fetchWithin(left)
    cuts.foreach(circle(_, graph)) // strongly connected with the fewest follows
    StrongComponents.of(Follows.build(graph), Workers.inCaller())
  }

  private def trim(): Unit = {
    var alone = new BitSet
    var rounds = 0
    do {
      progress(f"bots: components of ${left.cardinality}%,d accounts")
      alone = follows.choose(left)((block, inside) =>
        block.choose(row =>
          inside.get(block.account(row)) &&
            !(block.in.anyOf(row, inside) && block.out.anyOf(row, inside))))
      left.andNot(alone)
      rounds += 1
    } while (!alone.isEmpty && rounds < Components.RoundsMax)
  }

  private def cut(): Unit = {
    val known = left.stream.boxed.max { (one, other) =>
      Integer.compare(renown(one), renown(other))
    }.get
    val component = reached(known, backward = false)
    component.and(reached(known, backward = true))
    cuts += component
    left.andNot(component)
  }

  private def renown(account: Int): Int = math.min(follows.followers(account), follows.followed(account))

  /** Who is left and reached from an account by follows, or by followers. */
  private def reached(from: Int, backward: Boolean): BitSet = {
    val reached = new BitSet(follows.accounts)
    reached.set(from)
    var fresh = reached
    var rounds = 0
    while (!fresh.isEmpty && rounds < Components.RoundsMax) {
      fresh = follows.choose((left, reached, backward)) { case (block, (inside, before, back)) =>
        block.choose { row =>
          val account = block.account(row)
          inside.get(account) && !before.get(account) &&
          (if (back) block.out else block.in).anyOf(row, before)
        }
      }
      reached.or(fresh)
      rounds += 1
    }
    if (!fresh.isEmpty) walkOn(reached, fresh, backward)
    reached
  }

  /** Goes on along what is a long chain, on the driver: a round for each link would never end. */
  private def walkOn(reached: BitSet, fresh: BitSet, backward: Boolean): Unit = {
    val ahead = left.clone.asInstanceOf[BitSet]
    ahead.andNot(reached)
    ahead.or(fresh)
    val graph = Follows.build(follows.fetchWithin(ahead))
    val waiting = ArrayDeque.from(fresh.stream.toArray)
    while (waiting.nonEmpty) {
      val account = waiting.removeHead()
      for (other <- if (backward) graph.followersOf(account) else graph.followedBy(account))
        if (!reached.get(other)) {
          reached.set(other)
          waiting += other
        }
    }
  }

  private def circle(component: BitSet, graph: FollowGraph.Builder): Unit = {
    val members = component.stream.toArray
    for (at <- members.indices) graph.add(members(at), members((at + 1) % members.length))
  }
}

object Components {
  private val RoundsMax = 64
  private val CutsMax = 8
}
