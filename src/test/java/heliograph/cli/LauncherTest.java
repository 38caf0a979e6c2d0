package heliograph.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import heliograph.bench.Bench;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/**
 * The launcher, the Java commands, their documentation and the completion name the same commands.
 */
class LauncherTest {
  private static final Path LAUNCHER = Path.of("heliograph");

  @TempDir private Path folder;

  private static Set<String> javaCommands() {
    Set<String> names = new TreeSet<>(Commands.tree(new Heliograph()).getSubcommands().keySet());
    names.addAll(CompletionCommand.LAUNCHER.keySet());
    return names;
  }

  private static Set<String> matches(String regex, String text) {
    return Pattern.compile(regex, Pattern.MULTILINE)
        .matcher(text)
        .results()
        .map(found -> found.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void usage_namesEveryCommand() throws Exception {
    String script = Files.readString(LAUNCHER);
    String usage = script.substring(script.indexOf("usage()"), script.indexOf("run_usage()"));
    Set<String> expected = javaCommands();
    expected.remove("help");
    assertThat(matches("^  ([a-z]+) +[a-z]", usage)).isEqualTo(expected);
  }

  @Test
  void dispatch_knowsEveryCommand() throws Exception {
    String script = Files.readString(LAUNCHER);
    String dispatch = script.substring(script.indexOf("\ncase ${1:-} in"));
    Set<String> known = new TreeSet<>();
    matches("^  ([a-z][a-z| ]*)\\)$", dispatch)
        .forEach(names -> known.addAll(Arrays.asList(names.split(" \\| "))));
    assertThat(known).isEqualTo(javaCommands());
  }

  @Test
  void optionsOfRun_areThoseOfItsHelp() throws Exception {
    String script = Files.readString(LAUNCHER);
    String usage = script.substring(script.indexOf("run_usage()"), script.indexOf("test_usage()"));
    List<String> options =
        CompletionCommand.LAUNCHER.getOrDefault("run", List.of()).stream()
            .map(option -> option.replace("=", ""))
            .toList();
    assertThat(matches("^  (--[a-z-]+) ", usage)).isEqualTo(new TreeSet<>(options));
  }

  @Test
  void page_hasEveryCommand() throws Exception {
    String page = Files.readString(Path.of("docs", "commands.md"));
    assertThat(javaCommands())
        .allMatch(name ->
            page.contains("./heliograph " + name) || page.contains("./heliograph help " + name));
  }

  @Test
  void valueLabels_areInCapitals() {
    Set<String> labels = labels(Commands.tree(new Heliograph()));
    labels.addAll(labels(new CommandLine(new Bench())));
    assertThat(labels).allMatch(label -> label.matches("[A-Z][A-Z_=\\[\\],.0-9:a-z]*"));
  }

  private static Set<String> labels(CommandLine command) {
    Set<String> labels = new TreeSet<>();
    command.getCommandSpec().args().stream()
        .filter(arg -> arg.arity().max() > 0)
        .forEach(arg -> labels.add(arg.paramLabel()));
    command.getSubcommands().values().forEach(sub -> labels.addAll(labels(sub)));
    return labels;
  }

  @Test
  void help_isNotBrokenTwice() {
    assertThat(helps(Commands.tree(new Heliograph())))
        .allSatisfy(help ->
            assertThat(help.lines().filter(line -> !line.startsWith("  ")))
                .allMatch(line -> line.length() <= 100));
  }

  private static List<String> helps(CommandLine command) {
    return command.getSubcommands().values().stream().map(CommandLine::getUsageMessage).toList();
  }

  @Test
  void completion_inBash_completesCommandsAndOptions() throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/bin/bash")), "there is no bash here");
    assertThat(completed("")).isEqualTo(javaCommands());
    assertThat(completed("qu")).containsExactly("query");
    assertThat(completed("run", "--a")).containsExactly("--admin-port");
    assertThat(completed("config", "s")).containsExactly("show");
    assertThat(completed("scan", "--re")).containsExactly("--reverse");
    assertThat(completed("query", "--fo")).containsExactly("--follow");
  }

  /** Types into a zsh at a terminal, of which each line here is one: what Tab completes is run. */
  @Test
  void completion_inZsh_completesCommandsAndOptions() throws Exception {
    Path zsh = Path.of("/usr/bin/zsh");
    assumeTrue(Files.isExecutable(zsh), "NOT RUN: the completion of zsh, there is no zsh here");
    Path script = folder.resolve("completion");
    Files.writeString(script, CompletionCommand.ZSH_START + "\n" + CompletionCommand.script());
    Path driver =
        Files.writeString(
            folder.resolve("driver"),
            """
            zmodload zsh/zpty
            zpty terminal "env TERM=dumb HOME=$1 ZDOTDIR=$1 zsh -f -i"
            await() {
              local all='' part
              while [[ $all != *${~1}* ]] && zpty -r terminal part; do all+=$part; done
              print -r -- "$all"
            }
            zpty -w terminal "heliograph() { print -r -- \\"RAN:\\$*:\\" }; source $1/completion; print REA''DY"
            await READY >/dev/null
            for typed in 'qu' 'run --a' 'config s' 'scan --re' 'query --fo'; do
              zpty -n -w terminal "heliograph $typed"$'\\tX\\n'
              await 'RAN:*:'
            done
            """);
    Process process =
        new ProcessBuilder(zsh.toString(), "-f", driver.toString(), folder.toString())
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    assertThat(matches("^RAN:(.*) X:", output))
        .as(output)
        .containsExactlyInAnyOrder(
            "query", "run --admin-port", "config show", "scan --reverse", "query --follow");
  }

  private Set<String> completed(String... words) throws IOException, InterruptedException {
    Path script = Files.writeString(folder.resolve("completion"), CompletionCommand.script());
    String typed =
        Arrays.stream(words).map(word -> "'" + word + "'").collect(Collectors.joining(" "));
    Process bash =
        new ProcessBuilder(
                "/bin/bash",
                "-c",
                "compopt() { :; }; source '%s'; COMP_WORDS=(heliograph %s); COMP_CWORD=%d; _complete_heliograph; printf '%%s\\n' \"${COMPREPLY[@]}\""
                    .formatted(script, typed, words.length))
            .redirectErrorStream(true)
            .start();
    String output = new String(bash.getInputStream().readAllBytes(), UTF_8);
    assertThat(bash.waitFor()).as(output).isZero();
    return output.lines().map(String::strip).collect(Collectors.toCollection(TreeSet::new));
  }
}
