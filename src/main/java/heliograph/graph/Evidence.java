package heliograph.graph;

import java.util.List;
import java.util.Locale;

/**
 * One sign that a group consists of bots, and its weight.
 *
 * @param value the measured value, in the sign's unit
 * @param points 0 to {@code sign.pointsMax()}
 */
public record Evidence(Sign sign, double value, double points) {
  private static final double OUTSIDE_SHARE_MAX = 0.5;
  private static final double LOCAL_DENSITY_FULL = 0.5;
  private static final double DAYS_AT_ONCE = 7;
  private static final double DAYS_APART = 180;
  private static final double UNKNOWN = 0.5;

  /** The signs that are measured. */
  public enum Sign {
    /** Hardly anybody outside follows them. */
    CLOSED(0.5, "%.0f %% of their followers are outside the group"),
    /** They follow each other more densely than people do. */
    DENSE(0.2, "of a follower's followers %.0f %% follow the account too"),
    /** The accounts were first seen at the same time. */
    MADE_TOGETHER(0.15, "the middle half was first seen within %.0f days"),
    /** No client requests the accounts. */
    UNREQUESTED(0.15, "%.0f %% were ever requested");

    private final double pointsMax;
    private final String sentence;

    Sign(double pointsMax, String sentence) {
      this.pointsMax = pointsMax;
      this.sentence = sentence;
    }

    /** Returns the largest number of points; those of all signs add up to 1. */
    public double pointsMax() {
      return pointsMax;
    }

    private Evidence of(double value, double share) {
      return new Evidence(this, value, pointsMax * Math.clamp(share, 0, 1));
    }
  }

  /** Returns the evidence of a group's features; an unknown feature gets half of its points. */
  static List<Evidence> of(ClusterFeatures features) {
    double days = features.ageSpread().toSeconds() / 86_400d;
    double near = 1 - Math.log(days / DAYS_AT_ONCE) / Math.log(DAYS_APART / DAYS_AT_ONCE);
    double dense = Math.max(features.density(), features.localDensity());
    return List.of(
        Sign.CLOSED.of(
            100 * features.outsideShare(), 1 - features.outsideShare() / OUTSIDE_SHARE_MAX),
        Sign.DENSE.of(100 * dense, dense / LOCAL_DENSITY_FULL),
        features.agesKnown()
            ? Sign.MADE_TOGETHER.of(days, days <= DAYS_AT_ONCE ? 1 : near)
            : Sign.MADE_TOGETHER.of(Double.NaN, UNKNOWN),
        features.requestsKnown()
            ? Sign.UNREQUESTED.of(100 * features.requestedShare(), 1 - features.requestedShare())
            : Sign.UNREQUESTED.of(Double.NaN, UNKNOWN));
  }

  /** Returns the evidence as text for people. */
  public String sentence() {
    return Double.isNaN(value) ? "not known" : String.format(Locale.ROOT, sign.sentence, value);
  }
}
