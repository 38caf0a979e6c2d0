package heliograph.runtime;

import java.util.List;

/**
 * The loggers of java.util.logging that the libraries of this application use.
 *
 * <pre>
 * A JVM has one such logger for each name. Those of Open Liberty keep a reference to the class
 * that requested them first. A later deployment in the same JVM uses the existing loggers, which
 * would keep the classes of the earlier one in memory. A logger requested through System.Logger
 * refers to a class of the JDK, so these are requested before the libraries request them.
 * </pre>
 *
 * <p>The relay's own loggers are System.Loggers.
 */
final class SharedLoggers {
  /** The names of the loggers; SharedLoggersTest finds missing ones. */
  static final List<String> NAMES =
      List.of(
          "com.zaxxer.hikari.HikariConfig",
          "com.zaxxer.hikari.HikariDataSource",
          "com.zaxxer.hikari.pool.HikariPool",
          "com.zaxxer.hikari.pool.PoolBase",
          "com.zaxxer.hikari.pool.PoolEntry",
          "com.zaxxer.hikari.pool.ProxyConnection",
          "com.zaxxer.hikari.pool.ProxyLeakTask",
          "com.zaxxer.hikari.util.ConcurrentBag",
          "com.zaxxer.hikari.util.UtilityElf",
          "jnr.ffi.util.ref.FinalizableReferenceQueue",
          "jnr.ffi.util.ref.internal.Finalizer",
          "org.apache.lucene.internal.vectorization.VectorizationProvider",
          "org.apache.lucene.store.PosixNativeAccess",
          "org.flywaydb",
          "org.flywaydb.core.FlywayExecutor",
          "org.flywaydb.core.api.migration.baseline.BaselineMigrationResolver",
          "org.flywaydb.core.extensibility.LicenseGuard",
          "org.flywaydb.core.internal.callback.DefaultCallbackExecutor",
          "org.flywaydb.core.internal.command.DbMigrate",
          "org.flywaydb.core.internal.command.DbSchemas",
          "org.flywaydb.core.internal.command.DbValidate",
          "org.flywaydb.core.internal.database.DatabaseTypeRegister",
          "org.flywaydb.core.internal.database.base.BaseDatabaseType",
          "org.flywaydb.core.internal.database.base.Database",
          "org.flywaydb.core.internal.database.base.Schema",
          "org.flywaydb.core.internal.jdbc.JdbcConnectionFactory",
          "org.flywaydb.core.internal.jdbc.JdbcUtils",
          "org.flywaydb.core.internal.jdbc.TransactionalExecutionTemplate",
          "org.flywaydb.core.internal.license.VersionPrinter",
          "org.flywaydb.core.internal.nc.NativeConnectorsModeUtils",
          "org.flywaydb.core.internal.parser.Parser",
          "org.flywaydb.core.internal.parser.ParsingContext",
          "org.flywaydb.core.internal.proprietaryStubs.ErrorOverridesSupportStub",
          "org.flywaydb.core.internal.resolver.script.ScriptMigrationResolver",
          "org.flywaydb.core.internal.resolver.sql.SqlMigrationResolver",
          "org.flywaydb.core.internal.resource.ResourceNameValidator",
          "org.flywaydb.core.internal.scanner.Scanner",
          "org.flywaydb.core.internal.scanner.classpath.ClassPathScanner",
          "org.flywaydb.core.internal.scanner.classpath.FileSystemClassPathLocationScanner",
          "org.flywaydb.core.internal.schemahistory.JdbcTableSchemaHistory",
          "org.flywaydb.core.internal.schemahistory.SchemaHistoryFactory",
          "org.flywaydb.core.internal.sqlscript.DefaultSqlScriptExecutor",
          "org.flywaydb.core.internal.sqlscript.ParserSqlScript",
          "org.flywaydb.core.internal.sqlscript.SqlScriptMetadata",
          "org.flywaydb.core.internal.util.FeatureDetector",
          "org.flywaydb.core.internal.util.Locations",
          "org.flywaydb.database.cockroachdb.CockroachDBDatabaseType",
          "org.flywaydb.database.postgresql.PostgreSQLAdvisoryLockTemplate",
          "org.flywaydb.database.postgresql.PostgreSQLDatabaseType",
          "org.flywaydb.database.postgresql.PostgreSQLParser",
          "org.postgresql",
          "org.postgresql.Driver",
          "org.postgresql.core.Encoding",
          "org.postgresql.core.QueryExecutorBase",
          "org.postgresql.core.v3.AuthenticationPluginManager",
          "org.postgresql.core.v3.ConnectionFactoryImpl",
          "org.postgresql.core.v3.QueryExecutorImpl",
          "org.postgresql.core.v3.ScramAuthenticator",
          "org.postgresql.core.v3.SimpleQuery",
          "org.postgresql.core.v3.replication.V3ReplicationProtocol",
          "org.postgresql.ds.common.BaseDataSource",
          "org.postgresql.jdbc.PgConnection",
          "org.postgresql.jdbc.TypeInfoCache",
          "org.postgresql.jdbcurlresolver.PgPassParser",
          "org.postgresql.util.LazyCleanerImpl",
          "org.postgresql.util.PGPropertyMaxResultBufferParser",
          "org.postgresql.util.PGPropertyUtil",
          "org.postgresql.util.ServerErrorMessage",
          "org.postgresql.util.SharedTimer");

  /** Keeps the loggers, because the JVM would drop those that no library uses yet. */
  private static final List<System.Logger> KEPT = NAMES.stream().map(System::getLogger).toList();

  private SharedLoggers() {}

  /** Requests all loggers once; returns their number. */
  static int ask() {
    return KEPT.size();
  }
}
