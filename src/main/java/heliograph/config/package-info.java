/**
 * The configuration: validated, immutable records.
 *
 * <p>Every key is read in exactly one place, with its default, its bounds and its meaning; that
 * place is what {@code docs/configuration.md} is tested against. A bad configuration is refused as
 * a whole, with all its faults at once. Where values come from (MicroProfile Config: the file, the
 * environment, system properties) is decided in {@code runtime} and {@code cli}.
 */
@NullMarked
package heliograph.config;

import org.jspecify.annotations.NullMarked;
