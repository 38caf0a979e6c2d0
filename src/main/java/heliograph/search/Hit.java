package heliograph.search;

import heliograph.event.EventId;

/**
 * An event that a search found.
 *
 * @param id the event
 * @param score how well it fits, comparable within one search only; 0 if the search had no words
 */
public record Hit(EventId id, float score) {}
