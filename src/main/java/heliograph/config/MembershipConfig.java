package heliograph.config;

import java.time.Duration;
import java.util.List;

/**
 * Membership (NIP-43).
 *
 * @param mode what it is for
 * @param claims invite codes that never expire; further ones are made on request
 * @param invitesByMembers members may request invite codes, not only administrators
 * @param membersMax members; the list of them is one event
 * @param inviteLifetime how long a code made on request is good
 */
public record MembershipConfig(
    MembershipMode mode,
    List<String> claims,
    boolean invitesByMembers,
    int membersMax,
    Duration inviteLifetime) {
  static MembershipConfig read(ReloadableConfigReader in) {
    return new MembershipConfig(
        in.choice(
            "heliograph.membership.mode",
            MembershipMode.OFF,
            "What membership (NIP-43) is for: off, open (a list only), write or both."),
        in.list("heliograph.membership.claims", "", "Invite codes that are good for everybody."),
        in.flag(
            "heliograph.membership.invites-by-members",
            true,
            "Members may request invite codes; else administrators only."),
        in.integer(
            "heliograph.membership.members-max",
            1_500,
            1,
            1_000_000,
            "Members who may join; the list of them is one event, 80 bytes a member."),
        in.duration(
            "heliograph.membership.invite-lifetime",
            "7d",
            "How long an invite code made on request is good."));
  }
}
