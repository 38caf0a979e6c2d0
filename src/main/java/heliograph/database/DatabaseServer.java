package heliograph.database;

/**
 * A PostgreSQL server, which is remote or started by the relay. Confined to the database's thread.
 */
public interface DatabaseServer {

  /**
   * The address and user of a connection.
   *
   * @param host the host of the server
   * @param port the port of the server
   * @param database the name of the database
   * @param user the user that logs in
   * @param password the password of that user
   */
  record Address(String host, int port, String database, String user, String password) {
    /** Returns the JDBC address, without user and password. */
    public String url() {
      String literal = host.indexOf(':') >= 0 && !host.startsWith("[") ? "[" + host + "]" : host;
      return "jdbc:postgresql://" + literal + ":" + port + "/" + database;
    }

    /** Returns the address without the password, for the log. */
    @Override
    public String toString() {
      return user + "@" + host + ":" + port + "/" + database;
    }
  }

  /**
   * Starts the server if necessary, and returns its address.
   *
   * @throws DatabaseException if it cannot be started
   */
  Address start() throws InterruptedException;

  /** Returns false if the server is known to have ended. */
  boolean isAlive();

  /** Stops the server if it was started here. */
  void stop();

  /** Returns a server that the operator runs. */
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
