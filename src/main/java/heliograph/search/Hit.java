package heliograph.search;

import heliograph.event.EventId;

/**
 * An event that a search found.
 *
 * @param id the event
 * @param score the relevance, comparable only within one search; 0 if the search had no words
 */
public record Hit(EventId id, float score) {}
