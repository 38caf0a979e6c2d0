package heliograph.spark

import heliograph.bench.PlantedGraph
import heliograph.graph.{FollowGraph, StrongComponents, Workers}
import org.apache.spark.graphx.{Edge, Graph}
import org.apache.spark.sql.SparkSession
import org.assertj.core.api.Assertions.{assertThat, assertThatThrownBy}
import org.junit.jupiter.api.{AfterAll, BeforeAll, Test, TestInstance}
import scala.jdk.CollectionConverters._

/** What the blocks find, against what the relay's code finds in memory. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FollowsTest {
  private val planted = new PlantedGraph(5_000, 100_000, 2)
  private val graph = planted.follows.build(Workers.inCaller())
  private var spark: SparkSession = _
  private var follows: Follows = _

  @BeforeAll def start(): Unit = {
    spark = SparkSession.builder().getOrCreate()
    follows = blocks(graph)
  }

  @AfterAll def stop(): Unit = spark.stop()

  private def pairs(graph: FollowGraph): Seq[(Int, Int)] =
    (0 until graph.accounts).flatMap(account => graph.followedBy(account).map(account -> _))

  private def blocks(graph: FollowGraph): Follows = {
    val all = pairs(graph)
    val doubled = all ++ all.take(100) ++ Seq((3, 3), (graph.accounts, 1), (1, -5))
    Follows.of(spark.createDataFrame(doubled).repartition(3), Array.range(0, graph.accounts), 7)
  }

  private def sets(components: StrongComponents): Set[Set[Int]] =
    (0 until graph.accounts).groupBy(components.of).values.map(_.toSet).toSet

  @Test def blocks_ofPairs_haveTheRowsOfTheGraph(): Unit = {
    assertThat(follows.count).isEqualTo(graph.follows)
    assertThat(follows.followers).isEqualTo(Array.tabulate(graph.accounts)(graph.followers))
    assertThat(follows.followed).isEqualTo(Array.tabulate(graph.accounts)(graph.followed))
  }

  @Test def density_inSlices_isWhatTheRelayMeasures(): Unit = {
    val expected = heliograph.graph.InMemoryDensity.of(graph)
    for (slice <- Seq(1_000, 1 << 25)) {
      val found = new Density(follows, slice, _ => ()).of()
      for (account <- found.indices)
        assertThat(math.abs(found(account) - expected(account))).isLessThan(1e-5f)
    }
  }

  @Test def components_cutAndFetched_areTheSameSets(): Unit = {
    val expected = sets(StrongComponents.of(graph, Workers.inCaller()))
    assertThat(expected.count(_.size >= 5)).isGreaterThanOrEqualTo(5)
    for (room <- Seq(100L, 20_000L, Long.MaxValue))
      assertThat(sets(new Components(follows, room, _ => ()).of()).asJava).isEqualTo(expected.asJava)
  }

  @Test def components_ofGraphX_areTheSameSets(): Unit = {
    val edges = spark.sparkContext.parallelize(pairs(graph).map { case (from, to) => Edge(from.toLong, to.toLong, 1) }, 4)
    val labels = Graph.fromEdges(edges, 0).stronglyConnectedComponents(20).vertices.collect()
    val found = new Components(follows, 100, _ => ()).of()
    for ((_, members) <- labels.groupBy(_._2) if members.length > 1) {
      val one = members.map(_._1.toInt)
      assertThat(one.map(found.of).distinct).hasSize(1)
      assertThat(found.size(found.of(one.head))).isEqualTo(one.length)
    }
  }

  private def rings(size: Int, count: Int): Follows = {
    val rings = FollowGraph.builder(size * count)
    for (account <- 0 until size * count)
      rings.add(account, if (account % size == size - 1) account + 1 - size else account + 1)
    blocks(rings.build(Workers.inCaller()))
  }

  @Test def components_ofALongRing_needNoRoundForEachLink(): Unit = {
    val ring = rings(3_000, 1)
    assertThat(new Components(ring, 100, _ => ()).of().count).isOne
    ring.release()
  }

  @Test def components_withoutRoomForTheRest_areRefused(): Unit = {
    val many = rings(5, 20)
    assertThatThrownBy(() => new Components(many, 10, _ => ()).of())
      .hasMessageContaining("give it more memory (--driver-memory)")
    many.release()
  }
}
