package heliograph;

import static com.tngtech.archunit.base.DescribedPredicate.alwaysTrue;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.lang.ArchRule;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The tables of rooms in docs/architecture.md, planned ones too, held against the classes. */
class ArchitectureTest {
  private static final Path PAGE = Path.of("docs", "architecture.md");

  /** A row of a table of rooms: name, what it owns, what it may import. */
  private static final Pattern ROW = Pattern.compile("\\| `([a-z]+)` \\| [^|]+ \\| ([^|]+) \\|");

  /** What a row says of a room that imports none. */
  private static final String NONE = "–";

  /** What a row says of a room that may import every other. */
  private static final String ALL = "all";

  /** Room → the rooms it may import, besides itself, in the order of the page. */
  private static final Map<String, String> ROOMS = rows();

  /** Vendor packages → the only rooms that may use them. */
  private static final Map<String, String> VENDORS =
      Map.ofEntries(
          entry("org.lmdbjava..", "store.lmdb"),
          entry("jakarta.persistence..", "statistics"),
          entry("java.sql..", "database"),
          entry("javax.sql..", "database statistics"),
          entry("jakarta.websocket..", "websocket"),
          entry("org.bouncycastle..", "crypto tls"),
          entry("fr.acinq..", "crypto"),
          entry("org.HdrHistogram..", "bench"),
          entry("org.apache.lucene..", "search"),
          entry("org.postgresql..", "database"),
          entry("com.zaxxer..", "database"),
          entry("org.flywaydb..", "database"),
          entry("org.tukaani..", "database.embedded cli"),
          entry("io.lettuce..", "cluster"),
          entry("redis.clients..", "cluster"),
          entry("org.redisson..", "cluster"),
          entry("org.apache.spark..", "spark"),
          entry("scala..", "spark"),
          entry("jakarta.ws.rs..", "api web info"));

  /** Packages inside a room that only {@code runtime} may know. */
  private static final List<String> ADAPTERS =
      List.of("store.lmdb", "crypto.secp256k1", "crypto.bouncycastle", "database.embedded");

  private static final String BANNED_NAME =
      "(Abstract.*|.*(Impl|Service|Services|Manager|Helper|Util|Utils|IF|Dto))";

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new DoNotIncludeTests())
          .importPackages("heliograph");

  /** What src/bench holds, and the tests of it. */
  private static final JavaClasses TOOLS =
      new ClassFileImporter().importPackages("heliograph.bench");

  @Test
  void class_anywhere_isInARoom() {
    check(classes().should().resideInAnyPackage(packagesOf(ROOMS.keySet())));
  }

  @ParameterizedTest
  @MethodSource("rooms")
  void room_imports_onlyWhatItsRowNames(String room) {
    Set<String> strangers = new TreeSet<>(ROOMS.keySet());
    strangers.remove(room);
    strangers.removeAll(words(ROOMS.get(room)));
    check(
        noClasses()
            .that()
            .resideInAPackage("heliograph." + room + "..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(packagesOf(strangers)));
  }

  static Stream<String> rooms() {
    return ROOMS.entrySet().stream()
        .filter(row -> !row.getValue().equals(ALL))
        .map(Map.Entry::getKey)
        .sorted();
  }

  @Test
  void product_imports_noMeasuringTool() {
    check(noClasses().should().dependOnClassesThat().resideInAPackage("heliograph.bench.."));
  }

  @Test
  void table_hasRows() {
    assertThat(ROOMS)
        .hasSizeGreaterThan(30)
        .containsEntry("event", "")
        .containsEntry("runtime", ALL);
  }

  @Test
  void table_rows_nameOnlyRooms() {
    assertThat(rooms().flatMap(room -> words(ROOMS.get(room)).stream())).isSubsetOf(ROOMS.keySet());
  }

  @Test
  void rooms_together_haveNoCycle() {
    check(slices().matching("heliograph.(*)..").should().beFreeOfCycles());
  }

  @ParameterizedTest
  @MethodSource("adapters")
  void adapter_outside_isKnownOnlyToTheCompositionRoots(String adapter) {
    check(
        noClasses()
            .that()
            .resideOutsideOfPackages(
                "heliograph." + adapter + "..",
                "heliograph.runtime..",
                "heliograph.cli..",
                "heliograph.bench..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("heliograph." + adapter + ".."));
  }

  static Stream<String> adapters() {
    return ADAPTERS.stream();
  }

  @ParameterizedTest
  @MethodSource("vendors")
  void vendor_api_staysInItsRoom(String vendor) {
    check(
        noClasses()
            .that(resideOutsideOfPackages(packagesOf(words(VENDORS.get(vendor)))))
            .should()
            .dependOnClassesThat(resideInAnyPackage(vendor)));
  }

  static Stream<String> vendors() {
    return VENDORS.keySet().stream().sorted();
  }

  @Test
  void class_anywhere_hasNoBannedName() {
    assertThat(CLASSES.that(alwaysTrue()).stream().map(JavaClass::getSimpleName))
        .noneMatch(name -> name.matches(BANNED_NAME));
  }

  @Test
  void measuringTools_areNullMarkedAndHaveNoBannedName() {
    assertThat(TOOLS.stream().map(JavaClass::getSimpleName))
        .contains("Bench")
        .noneMatch(name -> name.matches(BANNED_NAME));
    assertThat(
            TOOLS.getPackage("heliograph.bench").getPackageInfo().isAnnotatedWith(NullMarked.class))
        .isTrue();
  }

  /** A room that outgrows the others hides what belongs apart. */
  @Test
  void package_ofTheProduct_holdsATenthOfItAtMost() throws IOException {
    Map<Path, Long> lines = new TreeMap<>();
    try (Stream<Path> files = Files.walk(Path.of("src", "main", "java"))) {
      for (Path file : files.filter(path -> path.toString().endsWith(".java")).toList()) {
        lines.merge(file.getParent(), (long) Files.readAllLines(file).size(), Long::sum);
      }
    }
    long most = lines.values().stream().mapToLong(Long::longValue).sum() / 10;

    assertThat(lines).hasSizeGreaterThan(30);
    assertThat(lines.entrySet()).allSatisfy(room -> assertThat(room.getValue()).isLessThan(most));
  }

  @Test
  void package_withClasses_isNullMarked() {
    assertThat(CLASSES.stream().map(JavaClass::getPackage).distinct())
        .allSatisfy(room ->
            assertThat(room.tryGetPackageInfo())
                .as("package-info of %s", room.getName())
                .hasValueSatisfying(
                    info -> assertThat(info.isAnnotatedWith(NullMarked.class)).isTrue()))
        .extracting(JavaPackage::getName)
        .isNotEmpty();
  }

  private static Map<String, String> rows() {
    Map<String, String> rows = new LinkedHashMap<>();
    try (Stream<String> lines = Files.lines(PAGE)) {
      lines
          .map(ROW::matcher)
          .filter(Matcher::matches)
          .forEach(row -> rows.put(row.group(1), row.group(2).equals(NONE) ? "" : row.group(2)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return rows;
  }

  private static void check(ArchRule rule) {
    rule.allowEmptyShould(true).check(CLASSES);
  }

  private static List<String> words(String text) {
    return Arrays.stream(text.split(" ")).filter(word -> !word.isEmpty()).toList();
  }

  private static String[] packagesOf(Iterable<String> rooms) {
    Stream.Builder<String> packages = Stream.builder();
    rooms.forEach(room -> packages.add("heliograph." + room + ".."));
    return packages.build().toArray(String[]::new);
  }
}
