package heliograph.connection;

/**
 * The close frame that ends a connection.
 *
 * @param last whether the client has sent its own close frame: the connection is then cut after
 *     this one
 */
record CloseFrame(int code, String reason, boolean last) {}
