package heliograph.statistics;

/**
 * Rows of one run of the graph jobs.
 *
 * @param generation the run's number; 0 if none was published yet
 */
public record GenerationPage<T>(long generation, Page<T> page) {}
