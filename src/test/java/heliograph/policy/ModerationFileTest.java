package heliograph.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import heliograph.event.EventId;
import heliograph.event.PublicKey;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModerationFileTest {
  private static final PublicKey KEY = new PublicKey(1, -2, 3, -4);
  private static final EventId ID = new EventId(5, -6, 7, -8);

  @TempDir private Path folder;

  @Test
  void edit_isDurableAndToldOnce() {
    List<Moderation> told = new ArrayList<>();
    Path path = folder.resolve("moderation.json");
    ModerationFile file = new ModerationFile(path, told::add);
    assertThat(file.current()).isEqualTo(Moderation.NONE);
    file.edit(draft -> {
      draft.bannedPubkeys.put(KEY, "spam \"and\" worse\n");
      draft.allowedPubkeys.put(KEY, "");
      draft.bannedEvents.put(ID, "x");
      draft.allowedEvents.put(ID, "fine");
      draft.allowedKinds.add(7);
      draft.disallowedKinds.add(4);
      draft.blockedAddresses.put("2001:db8::1", "scraper");
      draft.roles.put("king", new Moderation.Role("king", "King", "rules", 37, 1));
      draft.assign(KEY, "king");
      draft.assign(KEY, "king");
      draft.claims.add("welcome");
      draft.withdrawnClaims.add("leaked");
      draft.identity.put("name", "My relay");
    });
    file.edit(draft -> draft.bannedPubkeys.put(KEY, "spam \"and\" worse\n"));
    assertThat(told).containsExactly(file.current());
    assertThat(file.current().rolesOf(KEY)).containsExactly("king");
    assertThat(new ModerationFile(path, told::add).current()).isEqualTo(file.current());
    assertThat(folder).isDirectoryContaining("glob:**moderation.json");
    assertThat(folder).isDirectoryNotContaining("glob:**.new");
  }

  @Test
  void file_ofARelayWithoutClaims_isRead() throws Exception {
    Path path = folder.resolve("moderation.json");
    new ModerationFile(path, told -> {}).edit(draft -> draft.bannedPubkeys.put(KEY, "spam"));
    String text = Files.readString(path);
    Files.writeString(
        path, text.replace("\"claims\":[],", "").replace("\"withdrawnClaims\":[],", ""));
    assertThat(Files.readString(path)).doesNotContain("laims");
    assertThat(new ModerationFile(path, told -> {}).current().bannedPubkeys()).containsKey(KEY);
  }

  @Test
  void file_thatIsBroken_isRefusedByName() throws Exception {
    Path path = Files.writeString(folder.resolve("moderation.json"), "{\"roles\":[]");
    assertThatThrownBy(() -> new ModerationFile(path, told -> {}))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("moderation.json");
  }

  @Test
  void edit_thatIsNoAddress_isRefusedBeforeItIsWritten() {
    Path path = folder.resolve("moderation.json");
    ModerationFile file = new ModerationFile(path, told -> {});
    assertThatThrownBy(() -> file.edit(draft -> draft.blockedAddresses.put("nowhere", "")))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(path).doesNotExist();
  }

  @Test
  void edit_thatCannotBeWritten_changesNothing() throws Exception {
    Path path = folder.resolve("sub/moderation.json");
    List<Moderation> told = new ArrayList<>();
    ModerationFile file = new ModerationFile(path, told::add);
    Files.writeString(folder.resolve("sub"), "a file where the folder should be");
    assertThatThrownBy(() -> file.edit(draft -> draft.allowedKinds.add(1)))
        .isInstanceOf(UncheckedIOException.class);
    assertThat(file.current()).isEqualTo(Moderation.NONE);
    assertThat(told).isEmpty();
  }
}
