package heliograph.spark

import heliograph.graph.Shared
import java.util.{BitSet, List => JList}

/** The dense cores: peeled by all blocks together, parted on the driver, where they have room. */
final class Cores(follows: Follows, progress: String => Unit) {
  import Cores._

  def of(densities: Array[Float]): JList[Array[Int]] = {
    val members = new BitSet(follows.accounts)
    for (account <- densities.indices if densities(account) >= Shared.densityMin) members.set(account)
    peel(members)
    var left = Shared.completionsMax
    while (left > 0 && complete(members)) {
      peel(members)
      left -= 1
    }
    Shared.cores(Follows.build(follows.fetchWithin(members)), members)
  }

  private def peel(members: BitSet): Unit = {
    var leaving = new BitSet
    do {
      progress(f"bots: peeling ${members.cardinality}%,d accounts")
      leaving = follows.choose(members)((block, inside) => belonging(block, inside, among = true, holding = false))
      members.andNot(leaving)
    } while (!leaving.isEmpty)
  }

  /** Takes in who belongs by all but local density; says whether any. */
  private def complete(members: BitSet): Boolean = {
    val joining = follows.choose(members)((block, inside) => belonging(block, inside, among = false, holding = true))
    members.or(joining)
    !joining.isEmpty
  }

}

object Cores {
  /** The members, or others, that do, or do not, hold. */
  private def belonging(block: Block, members: BitSet, among: Boolean, holding: Boolean): Array[Int] =
    block.choose(row =>
      members.get(block.account(row)) == among &&
        Shared.holds(
          block.in.count(row, members),
          block.out.count(row, members),
          block.in.length(row)) == holding)
}
