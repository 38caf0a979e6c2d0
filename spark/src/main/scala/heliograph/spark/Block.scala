package heliograph.spark

import java.util.{Arrays, BitSet}

/** Rows of other accounts, one for each account of a block: compressed, ascending, no doubles. */
final class Rows(val start: Array[Int], val ids: Array[Int]) extends Serializable {
  def size: Int = start.length - 1

  def length(row: Int): Int = start(row + 1) - start(row)

  def lengths: Array[Int] = Array.tabulate(size)(length)

  /** How many of a row are in the set. */
  def count(row: Int, set: BitSet): Int = {
    var count = 0
    var at = start(row)
    while (at < start(row + 1)) {
      if (set.get(ids(at))) count += 1
      at += 1
    }
    count
  }

  /** Whether any of a row is in the set. */
  def anyOf(row: Int, set: BitSet): Boolean = {
    var at = start(row)
    while (at < start(row + 1) && !set.get(ids(at))) at += 1
    at < start(row + 1)
  }
}

object Rows {
  /** Sorts pairs of a row and an account into the rows of a block of `size` accounts. */
  def of(chunks: Seq[Array[Int]], size: Int): Rows = {
    val ends = new Array[Int](size + 1)
    each(chunks)((row, _) => ends(row + 1) += 1)
    for (row <- 1 to size) ends(row) = Math.addExact(ends(row), ends(row - 1))
    val all = new Array[Int](ends(size))
    val next = ends.clone
    each(chunks) { (row, account) =>
      all(next(row)) = account
      next(row) += 1
    }
    val start = new Array[Int](size + 1)
    for (row <- 0 until size) {
      Arrays.sort(all, ends(row), ends(row + 1))
      var end = start(row)
      for (at <- ends(row) until ends(row + 1)) {
        if (end == start(row) || all(at) != all(end - 1)) {
          all(end) = all(at)
          end += 1
        }
      }
      start(row + 1) = end
    }
    new Rows(start, Arrays.copyOf(all, start(size)))
  }

  private def each(chunks: Seq[Array[Int]])(take: (Int, Int) => Unit): Unit =
    for (chunk <- chunks; at <- chunk.indices by 2) take(chunk(at), chunk(at + 1))
}

/**
 * The follows of every `parts`-th account, from `part` on, both ways: row 0 is of account `part`,
 * row 1 of `part + parts`. Old accounts have most followers, so ranges of them would be uneven.
 */
final class Block(val part: Int, val parts: Int, val out: Rows, val in: Rows)
    extends Serializable {
  def rows: Int = out.size

  def account(row: Int): Int = row * parts + part

  /** The accounts whose rows are chosen. */
  def choose(chosen: Int => Boolean): Array[Int] =
    Iterator.range(0, rows).filter(chosen).map(account).toArray
}

object Block {
  /** How many rows block `part` has. */
  def rows(accounts: Int, parts: Int, part: Int): Int = (accounts - part + parts - 1) / parts
}
