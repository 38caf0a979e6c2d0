package heliograph.connection;

/**
 * The close frame that ends a connection.
 *
 * @param last true if the client has sent its own: the connection is cut right after this one
 */
record CloseFrame(int code, String reason, boolean last) {}
