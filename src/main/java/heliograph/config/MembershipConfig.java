package heliograph.config;

import java.time.Duration;
import java.util.List;

/**
 * Membership (NIP-43).
 *
 * @param mode the purpose of membership
 * @param claims invite codes that never expire; further ones are issued on request
 * @param invitesByMembers whether members may request invite codes, not only administrators
 * @param membersMax the maximum number of members; the list of them is one event
 * @param inviteLifetime how long a code issued on request is valid
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
        in.list("heliograph.membership.claims", "", "Invite codes that anybody may use."),
        in.flag(
            "heliograph.membership.invites-by-members",
            true,
            "Members may request invite codes; otherwise only administrators."),
        in.integer(
            "heliograph.membership.members-max",
            1_500,
            1,
            1_000_000,
            "Members who may join; the list of them is one event, 80 bytes a member."),
        in.duration(
            "heliograph.membership.invite-lifetime",
            "7d",
            "How long an invite code issued on request is valid."));
  }
}
