/**
 * Who belongs to this relay (NIP-43): joining with an invite code, leaving, roles, and the lists
 * the relay publishes about them, signed with its own key.
 *
 * <p>The members themselves are kept with the administrators' other decisions in {@code policy},
 * which also says what being a member is for; this room turns requests into decisions and decisions
 * into events. Promises that a granted request is durable before its OK. Threads: requests come on
 * verifiers, invites on container threads; one thread of its own publishes.
 */
@NullMarked
package heliograph.membership;

import org.jspecify.annotations.NullMarked;
