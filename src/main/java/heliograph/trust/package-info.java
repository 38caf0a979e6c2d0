/**
 * Trust, bots and communities of the accounts that the relay has seen: loads their graph from the
 * database, runs the jobs of {@link heliograph.graph}, publishes what they found.
 *
 * <p>Owns the schedule of the jobs ({@link heliograph.trust.TrustSchedule}), a run ({@link
 * heliograph.trust.TrustJobs}) and the results that the relay reads ({@link
 * heliograph.trust.Reputation}). Promises that results change as a whole, that one of the relays
 * that share a database computes them, and that without a database no key is trusted.
 *
 * <p>Threads: one of the executor it is given, which computes alone so that the relay keeps the
 * other cores.
 */
@NullMarked
package heliograph.trust;

import org.jspecify.annotations.NullMarked;
