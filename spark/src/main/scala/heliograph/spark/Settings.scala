package heliograph.spark

import heliograph.event.PublicKey
import java.nio.file.{Files, Path}
import scala.jdk.CollectionConverters._
import scala.util.Try

/** A run that cannot be, and why, in one sentence for its operator. */
final class Refused(message: String) extends RuntimeException(message)

/** A command line that makes no sense, and why. */
final class Misused(message: String) extends RuntimeException(message)

/** What a run was asked for. Shows no password. */
final case class Settings(
    in: Place, out: Place, seeds: Set[PublicKey], user: String, parts: Option[Int])(val password: String)

/** Where a graph comes from, or results go. */
sealed trait Place

object Place {
  final case class Database(url: String) extends Place
  final case class Folder(path: String) extends Place

  def apply(option: String, text: String): Place =
    if (!text.startsWith("jdbc:")) Folder(text)
    else if (!text.startsWith("jdbc:postgresql:"))
      throw new Misused(s"$option takes jdbc:postgresql://HOST:PORT/NAME or a folder")
    else if (text.toLowerCase.contains("password="))
      throw new Misused(s"$option must not have a password in it: anybody on this machine could read it")
    else Database(text)
}

object Settings {
  val Help: String =
    """Runs the graph jobs (trust, bots, communities) on Apache Spark: docs/scaling.md.
      |
      |Usage: GraphRunner --in PLACE [--out PLACE] [options]
      |
      |  --in PLACE            jdbc:postgresql://HOST:PORT/NAME, a relay's database, or a folder with
      |                        accounts, follows, seeds and known_clusters in Parquet
      |  --out PLACE           that database, which gets a new generation, or a folder that is not there
      |                        yet; default the place of --in if that is a database
      |  --seeds FILE          whom the operator trusts: keys of 64 hex digits, one a line; what the relay
      |                        has as heliograph.trust.seeds and heliograph.admin.pubkeys
      |  --user NAME           of the database; default $DB_USER
      |  --password-file FILE  of that user; default the file $DB_PASSWORD_FILE, then $DB_PASSWORD
      |  --parts N             blocks of the graph; default two a core and one more for 100,000 accounts
      |  --help
      |
      |Ends with 0 when the results are published, 1 when something failed and 2 when the command line
      |makes no sense; nothing was published then. 3: a relay or another runner is running the jobs, or a
      |relay is still being read into the database: try again later.
      |""".stripMargin

  private val Names = Set("--in", "--out", "--seeds", "--user", "--password-file", "--parts")

  /** Reads a command line, or throws `Misused`. */
  def read(args: Seq[String], environment: Map[String, String]): Settings = {
    val options = pairs(args.toList)
    val in = Place("--in", options.getOrElse("--in", throw new Misused("--in is missing")))
    val out = options.get("--out").map(Place("--out", _)).getOrElse(in)
    (in, out) match {
      case (_, Place.Folder(path)) if in == out => throw new Misused(s"--out must be another place than the folder $path")
      case (Place.Database(one), Place.Database(other)) if one != other =>
        throw new Misused("--in and --out must be the same database, or one of them a folder")
      case _ =>
    }
    Settings(
      in,
      out,
      options.get("--seeds").map(seeds).getOrElse(Set.empty),
      options.get("--user").orElse(environment.get("DB_USER")).getOrElse("heliograph"),
      options.get("--parts").map(number))(
      options.get("--password-file").orElse(environment.get("DB_PASSWORD_FILE")).map(file => text("--password-file", file).strip)
        .orElse(environment.get("DB_PASSWORD")).getOrElse(""))
  }

  private def pairs(args: List[String]): Map[String, String] = args match {
    case name :: value :: rest if Names(name) => pairs(rest) + (name -> value)
    case name :: Nil if Names(name) => throw new Misused(s"$name needs a value")
    case name :: _ => throw new Misused(s"unknown argument '$name'")
    case Nil => Map.empty
  }

  private def number(text: String): Int =
    text.toIntOption.filter(parts => parts > 0 && parts <= 100_000)
      .getOrElse(throw new Misused("--parts takes a number of 1 to 100000"))

  private def seeds(file: String): Set[PublicKey] =
    text("--seeds", file).linesIterator.map(_.strip).zipWithIndex.collect {
      case (key, line) if key.nonEmpty && !key.startsWith("#") =>
        Try(PublicKey.parse(key)).getOrElse(
          throw new Misused(s"line ${line + 1} of $file is no key of 64 lower-case hex digits"))
    }.toSet

  private def text(option: String, file: String): String =
    Try(Files.readAllLines(Path.of(file)).asScala.mkString("\n")).getOrElse(
      throw new Misused(s"$option: $file cannot be read"))
}
