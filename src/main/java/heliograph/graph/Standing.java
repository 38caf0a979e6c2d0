package heliograph.graph;

/**
 * An account's place in a ranking.
 *
 * @param value what is ranked: followers, or accounts that mute it
 * @param followers how many follow it
 */
public record Standing(int account, int value, int followers) {}
