/**
 * The questions that programs and pages ask of the database: events, requests, accounts, groups and
 * operation, by period and page. Entities stay in here; callers get records. Reads only, on the
 * replica where there is one; every question has a time limit and few run at once ({@link
 * heliograph.statistics.Questions}).
 */
@NullMarked
package heliograph.statistics;

import org.jspecify.annotations.NullMarked;
