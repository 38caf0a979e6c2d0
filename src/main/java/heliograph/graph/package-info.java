/**
 * The follow graph in int arrays and the results of its jobs: bots, trust, communities, spam
 * candidates. Pure computation: knows no database, no event, no configuration.
 *
 * <p><b>What goes in.</b> Accounts are the dense ints that {@link heliograph.graph.AccountIndex}
 * gives to 32-byte keys. {@link heliograph.graph.FollowGraph.Builder} takes the follows as a stream
 * of (follower, followed) in any order, the newest list of each author only; {@link
 * heliograph.graph.AccountFacts} takes other facts about accounts. The same accounts in the same
 * order give the same results to the last bit, whatever the number of threads, so a loader that
 * wants to compare two runs adds keys in their own order.
 *
 * <p><b>What comes out.</b> One value an account in a plain array at the account's int ({@link
 * heliograph.graph.TrustRanks}, {@link heliograph.graph.Communities}), or a list of records ({@link
 * heliograph.graph.BotCluster}, {@link heliograph.graph.SpamCandidate}). Nothing refers to the
 * graph it came from, so results can be published while the graph is dropped.
 *
 * <p><b>Another engine.</b> Input is an edge table and an account table, output is a column on the
 * account table and a few small tables. {@code spark/} runs the jobs on Apache Spark with parts of
 * this package; docs/scaling.md says when.
 *
 * <p><b>Threads.</b> Jobs run on the caller's thread and on helpers that {@link
 * heliograph.graph.Workers} borrows from an executor; they stop when their caller is interrupted or
 * {@link heliograph.graph.Workers#cancel()} is called. Built graphs and results are immutable.
 */
@NullMarked
package heliograph.graph;

import org.jspecify.annotations.NullMarked;
