package heliograph.spark

import heliograph.graph.GraphJobs
import heliograph.trust.InMemory
import java.io.{BufferedReader, ByteArrayOutputStream, InputStreamReader}
import java.nio.file.{Files, Path}
import java.util.concurrent.TimeUnit
import org.apache.spark.sql.SparkSession
import org.assertj.core.api.Assertions.assertThat
import org.junit.jupiter.api.{AfterAll, BeforeAll, Test, TestInstance}
import org.junit.jupiter.api.io.TempDir
import scala.jdk.CollectionConverters._

/** The runner on a graph in which it is known who is a bot, against the relay's own jobs. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GraphRunnerTest {
  private val Accounts = 20_000

  private var planted: Planted = _
  private var expected: GraphJobs.Results = _
  @TempDir var folder: Path = _

  @BeforeAll def start(): Unit = {
    planted = new Planted(Accounts, 20 * Accounts)
    expected = InMemory.results(planted, planted.seeds)._2
  }

  @AfterAll def stop(): Unit = planted.close()

  /** What a command line ends with, and what it says. */
  private def run(args: String*): (Int, String) = {
    val said = new ByteArrayOutputStream
    val code = Console.withErr(said)(GraphRunner.run(args, Map("DB_USER" -> planted.user, "DB_PASSWORD" -> planted.password)))
    print(said)
    (code, said.toString)
  }

  private def seeds(): String =
    Files.writeString(
      folder.resolve("seeds"),
      planted.seeds.map(_.hex).mkString("# trusted\n", "\n", "\n")).toString

  private def current(columns: String, table: String): Seq[Seq[Int]] =
    planted.query(s"SELECT $columns FROM $table WHERE generation = (SELECT generation FROM graph_current)")
      .map(_.map(_.toInt))

  @Test def run_onTheRelaysDatabase_publishesWhatTheRelayWould(): Unit = {
    val (code, said) = run("--in", planted.url, "--seeds", seeds())

    assertThat(code).isZero
    assertThat(said).contains("publish: done, generation")
    assertThat(said).doesNotContain(planted.password)
    val ranks = current("account, rank, followers, trusted_followers", "trust_ranks")
      .map(row => (planted.account(row(0)), row.tail)).toMap
    val found = Array.tabulate(Accounts)(account => ranks.get(account).fold(0)(_.head))
    assertThat(Spearman.of(found, Array.tabulate(Accounts)(expected.trust.rank))).isGreaterThanOrEqualTo(0.999)
    for ((account, Seq(rank, followers, trusted)) <- ranks) {
      assertThat(rank).isEqualTo(expected.trust.rank(account))
      assertThat(followers).isEqualTo(planted.rows.followers(account))
      assertThat(trusted).isEqualTo(expected.trust.trustedFollowers(account))
    }
    val bots = current("account", "bot_cluster_members").map(row => planted.account(row.head))
    assertThat(bots.count(planted.graph.isBot) / bots.length.toDouble).isGreaterThanOrEqualTo(0.95)
    assertThat(bots.count(planted.graph.isBot) / planted.graph.bots.toDouble).isGreaterThanOrEqualTo(0.9)
    assertThat(bots.toSet.asJava).isEqualTo(
      expected.clusters.asScala.filter(_.suspicious).flatMap(_.members.stream.toArray).toSet.asJava)
    assertThat(current("account", "spam_candidates").length).isEqualTo(expected.spam.size)
    assertThat(modularity()).isGreaterThan(0.95 * expected.communities.modularity)
    assertThat(current("account, gained", "follower_trends").toSet.asJava).containsOnly(Seq(planted.id(5), 12))
    assertThat(planted.query("SELECT step, outcome FROM job_runs ORDER BY id DESC LIMIT 3").asJava)
      .containsExactly(Seq("publish", "succeeded"), Seq("compute", "succeeded"), Seq("load", "succeeded"))
  }

  private def modularity(): Double =
    planted.query("SELECT detail->>'modularity' FROM graph_generation ORDER BY id DESC LIMIT 1").head.head.toDouble

  @Test def run_onFolders_findsTheSame(): Unit = {
    val in = folder.resolve("graph").toString
    val out = folder.resolve("results").toString
    withSpark(planted.write(_, in))

    assertThat(run("--in", in, "--out", out)._1).isZero

    withSpark { spark =>
      val ranks = spark.read.parquet(s"$out/accounts").select("account", "rank").collect()
        .map(row => planted.account(row.getInt(0)) -> row.getInt(1)).toMap
      assertThat(Spearman.of(
        Array.tabulate(Accounts)(ranks),
        Array.tabulate(Accounts)(expected.trust.rank))).isGreaterThanOrEqualTo(0.999)
      val bots = spark.read.parquet(s"$out/clusters").where("suspicious").select("cluster")
        .join(spark.read.parquet(s"$out/cluster_members"), "cluster").select("account").collect()
        .map(row => planted.account(row.getInt(0)))
      assertThat(bots.count(planted.graph.isBot) / bots.length.toDouble).isGreaterThanOrEqualTo(0.95)
      assertThat(bots.count(planted.graph.isBot) / planted.graph.bots.toDouble).isGreaterThanOrEqualTo(0.9)
      assertThat(spark.read.parquet(s"$out/spam").count()).isGreaterThan(planted.graph.bots * 9L / 10)
    }
    assertThat(run("--in", in, "--out", out)._2).contains(s"$out is there already")
    assertThat(run("--in", in, "--out", planted.url)._1).as("into the database whose numbers it has").isZero
    planted.execute(s"UPDATE account SET pubkey = sha256(pubkey) WHERE id = ${planted.id(7)}")
    try {
      val (code, said) = run("--in", in, "--out", planted.url)
      assertThat(code).isOne
      assertThat(said).contains("account 22 of the folder has another key in the database")
    }
    finally planted.execute(s"UPDATE account SET pubkey = '\\x${planted.keys(7).hex}' WHERE id = ${planted.id(7)}")
  }

  private def withSpark(work: SparkSession => Unit): Unit = {
    val spark = SparkSession.builder().getOrCreate()
    try work(spark)
    finally spark.stop()
  }

  @Test def run_killedWhilePublishing_publishesNothingAndLeavesNoLock(): Unit = {
    val generations = planted.query("SELECT id, published_at FROM graph_generation")
    planted.on { blocker =>
      blocker.setAutoCommit(false)
      blocker.createStatement.execute("LOCK TABLE trust_ranks IN EXCLUSIVE MODE")
      val java = Path.of(sys.props("java.home"), "bin", "java").toString
      val opens = sys.props("heliograph.spark.opens").split(' ')
      val process = new ProcessBuilder(
        (Seq(java) ++ opens ++ Seq(
          "-Xmx1g", "-Dspark.master=local[2]", "-Dspark.ui.enabled=false", "-cp", sys.props("java.class.path"),
          "heliograph.spark.GraphRunner", "--in", planted.url, "--user", planted.user)).asJava)
        .redirectErrorStream(true)
      process.environment.put("DB_PASSWORD", planted.password)
      val runner = process.start()
      try {
        val lines = new BufferedReader(new InputStreamReader(runner.getInputStream))
        assertThat(Iterator.continually(lines.readLine()).takeWhile(_ != null).exists(_.contains("publish: began"))).isTrue
        Iterator.continually(planted.query("SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock'"))
          .dropWhile(_.isEmpty && runner.isAlive).next()
        assertThat(run("--in", planted.url)._1).as("another is at it").isEqualTo(3)
      } finally {
        runner.destroyForcibly()
        runner.waitFor(1, TimeUnit.MINUTES)
      }
      blocker.rollback()
    }

    assertThat(planted.query("SELECT id, published_at FROM graph_generation")).isEqualTo(generations)
    assertThat(run("--in", planted.url)._1).as("the lock is free").isZero
  }

  @Test def run_thatCannotBe_saysWhyInOneLine(): Unit = {
    val nowhere = "jdbc:postgresql://127.0.0.1:1/nothing"
    for ((args, code, words) <- Seq(
        (Seq(), 2, "--in is missing; see --help"),
        (Seq("--in"), 2, "--in needs a value"),
        (Seq("--what", "x"), 2, "unknown argument '--what'"),
        (Seq("--in", "jdbc:mysql://x"), 2, "--in takes jdbc:postgresql://HOST:PORT/NAME or a folder"),
        (Seq("--in", "jdbc:postgresql://h/n?password=hush"), 2, "--in must not have a password in it"),
        (Seq("--in", nowhere, "--parts", "0"), 2, "--parts takes a number of 1 to 100000"),
        (Seq("--in", "here"), 2, "--out must be another place than the folder here"),
        (Seq("--in", nowhere, "--seeds", "/nowhere"), 2, "--seeds: /nowhere cannot be read"),
        (Seq("--in", nowhere), 1, "Connection to 127.0.0.1:1 refused"),
        (Seq("--in", "/nowhere", "--out", "/elsewhere"), 1, "there is no folder /nowhere/accounts"))) {
      val (ended, said) = run(args: _*)
      assertThat(ended).as(said).isEqualTo(code)
      assertThat(said).contains(words)
      assertThat(said).doesNotContain("hush")
      assertThat(said.linesIterator.toSeq.asJava).hasSize(1)
    }
  }

  @Test def help_isAnAnswer(): Unit =
    assertThat(GraphRunner.run(Seq("--help"), Map.empty)).isZero
}

/** How alike two orders of the same things are, ties at their middle: 1 is the same. */
object Spearman {
  def of(one: Array[Int], other: Array[Int]): Double = {
    val (x, y) = (places(one), places(other))
    val (mx, my) = (x.sum / x.length, y.sum / y.length)
    val together = x.indices.map(i => (x(i) - mx) * (y(i) - my)).sum
    together / math.sqrt(x.map(v => (v - mx) * (v - mx)).sum * y.map(v => (v - my) * (v - my)).sum)
  }

  private def places(values: Array[Int]): Array[Double] = {
    val of = values.indices.groupBy(values(_)).toSeq.sortBy(_._1)
    val all = new Array[Double](values.length)
    var before = 0
    for ((_, same) <- of) {
      same.foreach(all(_) = before + (same.length - 1) / 2.0)
      before += same.length
    }
    all
  }
}
