/**
 * Removing accounts with all their events: preview, confirm, undo; the log of purges in the
 * database and the files of removed events, from which a purge is undone. One purge runs at a time,
 * within the bounds that {@link heliograph.purge.Purges} states.
 */
@NullMarked
package heliograph.purge;

import org.jspecify.annotations.NullMarked;
