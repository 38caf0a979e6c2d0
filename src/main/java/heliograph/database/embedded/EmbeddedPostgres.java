package heliograph.database.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;

import heliograph.database.DatabaseException;
import heliograph.database.DatabaseServer;
import heliograph.database.ReaderRole;
import heliograph.event.Hex;
import java.io.File;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A PostgreSQL server that the relay runs itself.
 *
 * <pre>
 * directory/postgresql-18.6.0   its programs, unpacked once
 *          /cluster             its data; created under another name, renamed when complete
 *          /password            of its owner, created with the cluster
 *          /postgresql.log      its output at start and end; its own log is cluster/log
 * </pre>
 *
 * <p>It outlives a relay that is killed, and the next start finds and uses it. A {@code
 * postmaster.pid} left by a server that was killed, whose process has ended or is another program,
 * is removed. PostgreSQL refuses to run as root, so for root it runs in a user namespace as nobody,
 * and its files stay owned by root. Confined to one thread.
 */
public final class EmbeddedPostgres implements DatabaseServer {
  private static final Logger LOG = System.getLogger(EmbeddedPostgres.class.getName());
  private static final String USER = "postgres";
  private static final String DATABASE = "analytics_db";
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final int ATTEMPTS = 3;

  /**
   * Lowers the priority of the server, because clients wait for the relay and not for statistics.
   */
  private static final List<String> GIVING_WAY = List.of("nice", "-n", "10");

  private final Path directory;
  private final Path cluster;
  private final int connectionsMax;
  private final int wantedPort;
  private final String readerPassword;
  private @Nullable Path programs;

  /**
   * Creates a server, which {@link #start} starts.
   *
   * @param directory the folder of all its files
   * @param connectionsMax the maximum number of connections
   */
  public EmbeddedPostgres(Path directory, int connectionsMax) {
    this(directory, connectionsMax, 0, "");
  }

  /**
   * Creates a server, which {@link #start} starts.
   *
   * @param directory the folder of all its files
   * @param connectionsMax the maximum number of connections
   * @param port the port on which it listens; 0 for a free one
   * @param readerPassword the password of {@link ReaderRole}; empty if it may not log in
   */
  public EmbeddedPostgres(Path directory, int connectionsMax, int port, String readerPassword) {
    this.directory = directory;
    this.connectionsMax = connectionsMax;
    wantedPort = port;
    this.readerPassword = readerPassword;
    cluster = directory.resolve("cluster");
  }

  @Override
  public Address start() throws InterruptedException {
    try {
      Files.createDirectories(directory);
      Optional<Address> running = running();
      if (running.isPresent()) {
        return running.get();
      }
      programs = Binaries.in(directory);
      if (!isThere()) {
        make();
      }
      checkVersion();
      return launch();
    } catch (IOException e) {
      throw new DatabaseException("the embedded PostgreSQL cannot be started: " + e, e);
    }
  }

  /**
   * Returns the server that uses this cluster now, if there is one: left by a relay that was
   * killed, or started by another command.
   */
  public Optional<Address> running() throws InterruptedException, IOException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    Optional<PidFile> found = PidFile.read(cluster);
    while (found.isPresent() && found.get().isServer()) {
      if (found.get().isReady()) {
        Address address = address(found.get().port());
        prepareDatabase(address);
        LOG.log(Level.INFO, "embedded PostgreSQL found running port=" + found.get().port());
        return Optional.of(address);
      }
      if (System.nanoTime() > end) {
        throw new DatabaseException(
            "a PostgreSQL (process " + found.get().pid() + ") neither starts nor ends: " + cluster);
      }
      TimeUnit.MILLISECONDS.sleep(100);
      found = PidFile.read(cluster);
    }
    if (found.isPresent()) {
      Files.deleteIfExists(PidFile.in(cluster)); // its process has ended, or is another program
    }
    return Optional.empty();
  }

  /** Returns true if the cluster exists, so that {@link #start} would not create an empty one. */
  public boolean isThere() {
    return Files.isDirectory(cluster);
  }

  private void make() throws IOException, InterruptedException {
    Path fresh = directory.resolve("cluster.new");
    Binaries.delete(fresh);
    Path password = directory.resolve("password");
    byte[] random = new byte[24];
    new SecureRandom().nextBytes(random);
    Files.deleteIfExists(password);
    Files.createFile(password, ownerOnly());
    Files.writeString(password, Hex.encode(random) + "\n");
    run(
        "initdb",
        List.of(
            "--pgdata=" + fresh,
            "--username=" + USER,
            "--pwfile=" + password,
            "--auth=scram-sha-256",
            "--encoding=UTF8",
            "--locale-provider=builtin",
            "--builtin-locale=C.UTF-8",
            "--locale=C"));
    Files.move(fresh, cluster);
  }

  private static FileAttribute<?>[] ownerOnly() {
    return File.separatorChar == '/'
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
        }
        : new FileAttribute<?>[0];
  }

  private void checkVersion() throws IOException {
    String data = Files.readString(cluster.resolve("PG_VERSION")).strip();
    if (!Binaries.version().startsWith(data + ".")) {
      throw new DatabaseException(
          "the data in %s are of PostgreSQL %s, this relay brings %s: move them away, or run that version and set DB_HOST"
              .formatted(cluster, data, Binaries.version()));
    }
  }

  private Address launch() throws IOException, InterruptedException {
    for (int attempt = 1; ; attempt++) {
      int port = wantedPort == 0 ? freePort() : wantedPort();
      Files.writeString(cluster.resolve("postgresql.conf"), settings(port));
      try {
        run(
            "pg_ctl",
            List.of(
                "start",
                "--pgdata=" + cluster,
                "--log=" + directory.resolve("postgresql.log"),
                "--wait",
                "--timeout=" + PATIENCE.toSeconds()));
        Address address = address(port);
        prepareDatabase(address);
        LOG.log(Level.INFO, "embedded PostgreSQL started port=" + port);
        return address;
      } catch (DatabaseException e) {
        if (attempt == ATTEMPTS) { // in earlier attempts the port may have been taken meanwhile
          throw e;
        }
      }
    }
  }

  private int wantedPort() {
    try (ServerSocket probe = new ServerSocket()) {
      probe.setReuseAddress(true); // connections of an earlier server may remain
      probe.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), wantedPort));
      return wantedPort;
    } catch (IOException e) {
      throw new DatabaseException(
          "port %d of heliograph.analytics.embedded-port is taken".formatted(wantedPort), e);
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return probe.getLocalPort();
    }
  }

  /**
   * Returns the whole configuration of a server for one relay on a shared machine, written at each
   * start.
   */
  private String settings(int port) {
    return """
    # Written by the relay at each start; put your own settings into own.conf.
    listen_addresses = '127.0.0.1'
    port = %d
    unix_socket_directories = ''
    max_connections = %d
    shared_buffers = 256MB
    effective_cache_size = 1GB
    maintenance_work_mem = 128MB
    work_mem = 8MB
    max_wal_size = 2GB
    checkpoint_timeout = 15min
    checkpoint_completion_target = 0.9
    max_worker_processes = 4
    max_parallel_workers_per_gather = 0
    jit = off
    random_page_cost = 1.1
    client_connection_check_interval = 1s
    wal_buffers = 16MB
    gin_pending_list_limit = 16MB
    logging_collector = on
    log_filename = 'postgresql-%%a.log'
    log_truncate_on_rotation = on
    log_rotation_age = 1d
    log_rotation_size = 0
    timezone = 'UTC'
    log_timezone = 'UTC'
    include_if_exists = 'own.conf'
    """
        .formatted(port, connectionsMax);
  }

  private Address address(int port) throws IOException {
    String password = Files.readString(directory.resolve("password")).strip();
    return new Address("127.0.0.1", port, DATABASE, USER, password);
  }

  private void prepareDatabase(Address address) {
    var first = new PGSimpleDataSource();
    first.setUrl(
        new Address(address.host(), address.port(), "postgres", USER, address.password()).url());
    first.setUser(USER);
    first.setPassword(address.password());
    try (Connection connection = first.getConnection();
        Statement statement = connection.createStatement();
        ResultSet found =
            statement.executeQuery(
                "SELECT 1 FROM pg_database WHERE datname = '" + DATABASE + "'")) {
      if (!found.next()) {
        statement.execute("CREATE DATABASE " + DATABASE);
      }
      prepareReader(connection);
    } catch (SQLException e) {
      throw new DatabaseException("the embedded PostgreSQL does not answer: " + e.getMessage(), e);
    }
  }

  private static boolean isReplica(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet found = statement.executeQuery("SELECT pg_is_in_recovery()")) {
      return found.next() && found.getBoolean(1);
    }
  }

  /**
   * Creates the role, or removes its right to log in; the relay grants it the tables once they
   * exist. A replica has the roles of its primary.
   */
  private void prepareReader(Connection connection) throws SQLException {
    if (isReplica(connection)) {
      return;
    }
    String login = readerPassword.isEmpty() ? "NOLOGIN PASSWORD NULL" : "LOGIN PASSWORD %L";
    try (PreparedStatement make =
        connection.prepareStatement(
            """
            SELECT format(CASE WHEN EXISTS (SELECT FROM pg_roles WHERE rolname = ?)
                            THEN 'ALTER ROLE ' ELSE 'CREATE ROLE ' END || ? || ' ' || ?, ?::text)\
            """)) {
      make.setString(1, ReaderRole.NAME);
      make.setString(2, ReaderRole.NAME);
      make.setString(3, login + " NOSUPERUSER NOCREATEDB NOCREATEROLE CONNECTION LIMIT 5");
      make.setString(4, readerPassword);
      try (ResultSet text = make.executeQuery();
          Statement statement = connection.createStatement()) {
        text.next();
        statement.execute(text.getString(1));
        for (String setting :
            List.of(
                "default_transaction_read_only = on",
                "statement_timeout = '30s'",
                "idle_in_transaction_session_timeout = '30s'")) {
          statement.execute("ALTER ROLE " + ReaderRole.NAME + " SET " + setting);
        }
        statement.execute("REVOKE TEMPORARY ON DATABASE " + DATABASE + " FROM PUBLIC");
      }
    }
  }

  @Override
  public boolean isAlive() {
    return PidFile.read(cluster).filter(PidFile::isServer).isPresent();
  }

  /** Stops the server at once but cleanly: open transactions are undone. */
  @Override
  public void stop() {
    if (!isAlive()) {
      return;
    }
    try {
      programs = Binaries.in(directory);
      run(
          "pg_ctl",
          List.of("stop", "--pgdata=" + cluster, "--mode=fast", "--wait", "--timeout=60"));
      LOG.log(Level.INFO, "embedded PostgreSQL stopped");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // pg_ctl has ended all the same
    } catch (IOException | DatabaseException e) {
      LOG.log(Level.WARNING, "the embedded PostgreSQL does not stop", e);
    }
  }

  /**
   * Runs a program to its end, also when interrupted. An interrupt ends {@code initdb}, but not
   * {@code pg_ctl}, without which a server that it starts would go on.
   */
  private void run(String program, List<String> arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(File.separatorChar == '/' ? GIVING_WAY : List.of());
    if ("root".equals(System.getProperty("user.name")) && File.separatorChar == '/') {
      command.addAll(List.of("unshare", "--user"));
    }
    command.add(String.valueOf(programs) + "/bin/" + program);
    command.addAll(arguments);
    Path log = directory.resolve(program + ".log");
    // to a file, not to a pipe: the server would keep the pipe open
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    boolean interrupted = false;
    long end = System.nanoTime() + PATIENCE.plusSeconds(10).toNanos();
    while (process.isAlive()) {
      try {
        if (!process.waitFor(end - System.nanoTime(), TimeUnit.NANOSECONDS)) {
          process.destroyForcibly();
          throw new DatabaseException(program + " does not end; see " + log);
        }
      } catch (InterruptedException e) {
        interrupted = true;
        if (program.equals("initdb")) {
          process.destroy();
        }
      }
    }
    if (process.exitValue() != 0 && !interrupted) {
      throw new DatabaseException(program + " failed: " + lastLines(log));
    }
    if (interrupted) {
      throw new InterruptedException(program + " was to end");
    }
  }

  private static String lastLines(Path log) throws IOException {
    String text = Files.readString(log, UTF_8).strip();
    return text.substring(Math.max(0, text.length() - 500)).replace('\n', ' ');
  }
}
