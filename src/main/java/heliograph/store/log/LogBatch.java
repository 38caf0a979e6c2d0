package heliograph.store.log;

import java.util.List;

/**
 * Events that were accepted together: the content of a frame.
 *
 * @param first the first change that they make
 * @param last their last change; {@code first} − 1 if there are none
 * @param seconds when they were accepted, in seconds since 1970
 * @param entries the events, in order
 */
public record LogBatch(long first, long last, long seconds, List<LogEntry> entries) {}
