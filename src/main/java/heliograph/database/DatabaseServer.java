package heliograph.database;

/** Where PostgreSQL is, and what it takes to have it there. Confined to the database's thread. */
public interface DatabaseServer {

  /**
   * Where and as whom to connect.
   *
   * @param host of the server
   * @param port of the server
   * @param database its name
   * @param user to log in as
   * @param password of that user
   */
  record Address(String host, int port, String database, String user, String password) {
    /** The JDBC address, without user and password. */
    public String url() {
      String literal = host.indexOf(':') >= 0 && !host.startsWith("[") ? "[" + host + "]" : host;
      return "jdbc:postgresql://" + literal + ":" + port + "/" + database;
    }

    /** Without the password: this is what a log may show. */
    @Override
    public String toString() {
      return user + "@" + host + ":" + port + "/" + database;
    }
  }

  /**
   * Has it running, and says where.
   *
   * @throws DatabaseException if that cannot be
   */
  Address start() throws InterruptedException;

  /** False if it is known to have ended. */
  boolean isAlive();

  /** Stops it if it was started here. */
  void stop();

  /** A server that somebody else looks after. */
  static DatabaseServer at(Address address) {
    return new DatabaseServer() {
      @Override
      public Address start() {
        return address;
      }

      @Override
      public boolean isAlive() {
        return true;
      }

      @Override
      public void stop() {}
    };
  }
}
