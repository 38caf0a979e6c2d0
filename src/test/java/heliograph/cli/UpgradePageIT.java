package heliograph.cli;

import static org.assertj.core.api.Assertions.assertThat;

import heliograph.ReleaseBefore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs the commands of docs/upgrade.md on the data folder that the release before has left. Both
 * folders of releases are this build, since the older one cannot be had here; {@code systemctl} is
 * a function that starts and stops what the link names.
 */
class UpgradePageIT {
  private static final String RELEASES =
      """
      for release in 0.1.0 0.2.0; do
        mkdir -p opt/heliograph-$release/bin
        printf '#!/bin/sh\\necho %s >"%s/started"\\nexec "%s/heliograph" "$@"\\n' \
          $release "$PWD" "$PWD" >opt/heliograph-$release/bin/heliograph
        chmod +x opt/heliograph-$release/bin/heliograph
      done
      ln -s "$PWD/opt/heliograph-0.1.0" opt/heliograph
      mkdir backups
      """;

  private static final String SYSTEMCTL =
      """
      systemctl() {
        if [ "$1" = stop ]; then
          kill "$(cat relay.pid)"
          while kill -0 "$(cat relay.pid)" 2>/dev/null; do sleep 0.2; done
        else
          : >relay.log # the next line may empty it after the first look
          opt/heliograph/bin/heliograph run --port "$PORT" --data "$PWD/data" >relay.log 2>&1 &
          echo $! >relay.pid
          until grep 'is ready' relay.log; do
            kill -0 "$(cat relay.pid)" || { cat relay.log; return 1; }
            sleep 0.2
          done
        fi
      }
      """;

  @TempDir private Path folder;

  @Test
  void commandsOfThePage_upgradeAndGoBack() throws Exception {
    ReleaseBefore.unpack(Files.createDirectory(folder.resolve("data")));
    String text =
        Files.readString(Path.of("docs", "upgrade.md"))
            .replace("/opt/", folder + "/opt/")
            .replace("/var/lib/heliograph", folder + "/data")
            .replace("/backups/", folder + "/backups/");
    RunnablePage page = new RunnablePage(text);
    assertThat(page.size()).isEqualTo(2);
    Shell shell =
        new Shell(
            folder,
            Map.of(
                "PORT",
                Integer.toString(Launcher.freePort()),
                "HELIOGRAPH_ANALYTICS_ENABLED",
                "false"));
    try {
      page.run(shell, RELEASES + SYSTEMCTL + "systemctl start heliograph\n");
      assertThat(folder.resolve("started")).content().isEqualTo("0.1.0\n");
      assertThat(folder.resolve("opt/heliograph").toRealPath())
          .isEqualTo(folder.resolve("opt/heliograph-0.1.0").toRealPath());
    } finally {
      shell.stopRelay();
    }
  }
}
