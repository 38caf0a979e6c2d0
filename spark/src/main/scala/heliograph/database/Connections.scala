package heliograph.database

import java.sql.{Connection, SQLException}
import java.util.Properties

/** Connections of the runner to a relay's database: as `PostgresSource` makes them for maintenance. */
object Connections {
  /** Does something on a connection of its own that commits each statement. */
  def on[T](url: String, user: String, password: String)(work: Sql => T): T =
    Sql.`with`[T](() => open(url, user, password), sql => work(sql))

  private def open(url: String, user: String, password: String): Connection = {
    val values = new Properties
    values.put("user", user)
    values.put("password", password)
    values.put("options", "-c statement_timeout=0 -c idle_in_transaction_session_timeout=0 -c timezone=UTC")
    values.put("ApplicationName", "heliograph-spark")
    values.put("reWriteBatchedInserts", "true")
    values.put("tcpKeepAlive", "true")
    Option(new org.postgresql.Driver().connect(url, values))
      .getOrElse(throw new SQLException(s"no address of PostgreSQL: $url"))
  }
}
