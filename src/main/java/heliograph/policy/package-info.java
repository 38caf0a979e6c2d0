/**
 * What this relay accepts and what it refuses, each rule a small class named by its effect.
 *
 * <p>Most rules are pure: the same event at the same time gets the same verdict. They run before
 * the signature is checked, so they must be cheap; the others, rates by author and the operator's
 * own program, run afterwards. {@link heliograph.policy.CurrentPolicy} holds the current rules: a
 * configuration reloaded or a decision of an administrator (NIP-86) replaces them all at once.
 * Every refusal has a prefix from NIP-01's list and a sentence that tells the client what to
 * change.
 */
@NullMarked
package heliograph.policy;

import org.jspecify.annotations.NullMarked;
