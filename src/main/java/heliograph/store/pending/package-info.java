/**
 * Changes that the log has and LMDB has not yet: readers see them as if they were stored.
 *
 * <pre>
 * writer ──add, publish──► filling ──rotate──► applying ──► LMDB, then dropped
 *                             │                    │          │
 * reader                      └── from < change ≤ to ┘   change ≤ from
 * </pre>
 *
 * <p>A reader notes the last change that is published ({@code to}), then the two generations, then
 * begins its LMDB transaction, whose last change is {@code from}. What was dropped before is in
 * that transaction; what was added later has a greater number than {@code to}. So LMDB with the
 * changes between the two numbers is exactly the store as of one moment, without any lock.
 */
@NullMarked
package heliograph.store.pending;

import org.jspecify.annotations.NullMarked;
