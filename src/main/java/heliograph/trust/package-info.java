/**
 * Trust, bots and communities of the accounts that the relay has seen: loads their graph from the
 * database, runs the jobs of {@link heliograph.graph}, publishes what they found.
 *
 * <p>Owns when the jobs run ({@link heliograph.trust.TrustSchedule}), a run ({@link
 * heliograph.trust.TrustJobs}) and what the relay reads of the outcome ({@link
 * heliograph.trust.Reputation}). Promises that results change as a whole, that one relay of those
 * that share a database computes them, and that without a database everybody is a stranger.
 *
 * <p>Threads: one of the executor it is given, which computes alone so that the relay keeps the
 * other cores.
 */
@NullMarked
package heliograph.trust;

import org.jspecify.annotations.NullMarked;
