package heliograph.spark

import heliograph.database.Connections
import heliograph.event.PublicKey
import heliograph.graph.GraphJobs
import heliograph.trust.{Accounts, Run}
import java.sql.SQLException
import java.util.Properties
import org.apache.spark.sql.SparkSession
import scala.util.control.NonFatal

/** One run of the graph jobs on Spark: load, compute, publish. */
final class GraphRunner(settings: Settings, spark: SparkSession, progress: String => Unit) {
  private val parquet = new Parquet(spark)

  /** Whether it ran; false if somebody else is running the jobs. */
  def run(): Boolean = (settings.in, settings.out) match {
    case (Place.Database(url), out) =>
      checkFree(out)
      onDatabase(url) { run =>
        val accounts = new Accounts
        val follows = run.step(
          "load",
          loaded(accounts)(() => fromDatabase(url, run, accounts)),
          (follows: Follows) => s"""{"accounts":${follows.accounts}}""")
        finish(accounts, follows, Set.empty, Some(run))
      }
    case (Place.Folder(in), Place.Database(url)) =>
      onDatabase(url)(run => fromFolder(in, Some(run)))
    case (Place.Folder(in), out) =>
      checkFree(out)
      fromFolder(in, None)
      true
  }

  private def checkFree(out: Place): Unit = out match {
    case Place.Folder(path) if parquet.exists(path) => throw new Refused(s"$path is there already")
    case _ =>
  }

  private def onDatabase(url: String)(work: Run => Unit): Boolean =
    Connections.on(url, settings.user, settings.password)(sql => Run.tryRun(sql)(work))

  private def loaded(accounts: Accounts)(load: () => Follows): Follows = {
    progress("load: began")
    val follows = load()
    progress(f"load: ${accounts.size}%,d accounts, ${follows.count}%,d follows")
    if (follows.count > GraphRunner.FollowsMax)
      throw new Refused(f"there are ${follows.count}%,d follows, and communities are counted up to ${GraphRunner.FollowsMax}%,d")
    follows
  }

  private def parts(accounts: Accounts): Int =
    settings.parts.getOrElse(Follows.parts(accounts.size, spark.sparkContext.defaultParallelism))

  private def fromFolder(folder: String, run: Option[Run]): Unit = {
    val accounts = parquet.accounts(folder)
    val follows = loaded(accounts)(() => Follows.of(parquet.follows(folder), accounts.ids, parts(accounts)))
    finish(accounts, follows, parquet.seeds(folder), run)
  }

  private def fromDatabase(url: String, run: Run, accounts: Accounts): Follows = {
    var follows = Option.empty[Follows]
    run.load(
      accounts,
      moment => {
        val ids = accounts.ids
        val count = parts(accounts)
        val bounds = (1 until count).map(part => ids((part.toLong * ids.length / count).toInt)).distinct
        val ranges =
          if (bounds.isEmpty) Seq("true")
          else s"source < ${bounds.head}" +:
            bounds.zip(bounds.tail).map { case (from, end) => s"source >= $from AND source < $end" } :+
            s"source >= ${bounds.last}"
        val values = new Properties
        values.put("driver", classOf[org.postgresql.Driver].getName)
        values.put("user", settings.user)
        values.put("password", settings.password)
        values.put("fetchsize", "10000")
        values.put("sessionInitStatement",
          s"SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY; SET TRANSACTION SNAPSHOT '$moment'")
        follows = Some(Follows.of(spark.read.jdbc(url, "follow", ranges.toArray, values), ids, count))
      })
    follows.get
  }

  private def finish(accounts: Accounts, follows: Follows, seeds: Set[PublicKey], run: Option[Run]): Unit = {
    val input = accounts.input(settings.seeds ++ seeds)
    (settings.in, run) match {
      case (Place.Folder(_), Some(database)) => checkKeys(accounts, input, database)
      case _ =>
    }
    if (input.seeds.size == 0) progress("warning: no seed is among the accounts, so nobody is trusted (--seeds)")
    def step[T](name: String, work: => T)(detail: T => String): T =
      run.fold(work)(_.step(name, work, detail))
    val (results, counts) = step("compute", new SparkJobs(follows, input, progress).run())(found => GraphRunner.millis(found._1))
    progress("publish: began")
    settings.out match {
      case Place.Folder(path) =>
        step("publish", parquet.write(path, accounts.ids, follows, results))(_ => "{}")
        progress(s"publish: done, $path")
      case Place.Database(_) =>
        val generation =
          step("publish", run.get.publish(accounts, counts, results, input.seeds.size))(number => s"""{"generation":$number}""")
        progress(s"publish: done, generation $generation")
    }
    follows.release()
  }

  /** A folder may be of another database, whose accounts have other numbers. */
  private def checkKeys(accounts: Accounts, input: GraphJobs.Input, run: Run): Unit =
    run.stranger(input, accounts.ids).foreach(account =>
      throw new Refused(s"account $account of the folder has another key in the database: they do not belong together"))
}

object GraphRunner {
  /** What `FollowGraph` holds: sums of weights are ints. */
  private val FollowsMax = (1 << 30) - 1

  def main(args: Array[String]): Unit = sys.exit(run(args.toSeq, sys.env))

  /** Runs a command line; returns the code to end with. */
  def run(args: Seq[String], environment: Map[String, String]): Int =
    if (args.contains("--help")) {
      println(Settings.Help)
      0
    } else
      try {
        val settings = Settings.read(args, environment)
        val spark = session()
        try
          if (new GraphRunner(settings, spark, say).run()) 0
          else {
            say("nothing was done: a relay or another runner is running the graph jobs, or a relay is being read into the database")
            3
          }
        finally spark.stop()
      } catch {
        case e: Misused =>
          say(e.getMessage + "; see --help")
          2
        case NonFatal(e) =>
          say("nothing was published: " + cause(e))
          1
      }

  private def session(): SparkSession = {
    val builder = SparkSession.builder().appName("heliograph-graph")
    if (!sys.props.contains("spark.master")) builder.master("local[*]").config("spark.ui.enabled", "false")
    val spark = builder.config("spark.driver.maxResultSize", "0").getOrCreate()
    spark.sparkContext.setLogLevel("ERROR")
    spark
  }

  private def say(line: String): Unit = Console.err.println("heliograph-spark: " + line)

  /** The first line of what is behind a fault: of the database's word, if it has one. */
  private def cause(fault: Throwable): String = {
    val causes = Iterator.iterate(fault)(_.getCause).takeWhile(_ != null).toSeq
    val told = causes.find(_.isInstanceOf[SQLException]).getOrElse(causes.last)
    Option(told.getMessage).flatMap(_.linesIterator.nextOption()).getOrElse(told.toString)
  }

  private def millis(results: GraphJobs.Results): String = {
    val jobs = scala.jdk.CollectionConverters.MapHasAsScala(results.durations).asScala.toSeq.sortBy(_._1)
    jobs.map { case (job, took) => s""""$job":${took.toMillis}""" }.mkString("""{"millis":{""", ",", "}}")
  }
}
