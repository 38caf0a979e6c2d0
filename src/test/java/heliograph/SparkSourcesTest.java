package heliograph;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The Scala sources in {@code spark}, read as text: a build of the relay does not compile them, as
 * that needs Spark, so a class or a static member that they use could be renamed unnoticed.
 */
class SparkSourcesTest {
  private static final Path SOURCES = Path.of("spark/src");
  private static final Pattern PACKAGE = Pattern.compile("(?m)^package ([a-z.]+)$");
  private static final Pattern IMPORT =
      Pattern.compile("(?m)^import (heliograph\\.[a-z.]+)\\.(?:\\{([^}]+)}|(\\w+))$");
  private static final Pattern DEFINED = Pattern.compile("\\b(?:class|object|trait) ([A-Z]\\w*)");
  private static final Pattern MEMBER = Pattern.compile("\\b([A-Z]\\w*)\\.`?([A-Za-z_]\\w*)");

  private static List<String> sources() throws IOException {
    try (Stream<Path> files = Files.walk(SOURCES)) {
      return files
          .filter(file -> file.toString().endsWith(".scala"))
          .map(SparkSourcesTest::read)
          .toList();
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String packageOf(String source) {
    Matcher found = PACKAGE.matcher(source);
    assertThat(found.find()).isTrue();
    return found.group(1);
  }

  /** Returns the qualified names that a source imports of the relay, by simple name. */
  private static Map<String, String> imports(String source) {
    Map<String, String> imports = new TreeMap<>();
    Matcher found = IMPORT.matcher(source);
    while (found.find()) {
      String names = found.group(2) == null ? found.group(3) : found.group(2);
      for (String name : names.split(",", -1)) {
        imports.put(name.strip(), found.group(1) + "." + name.strip());
      }
    }
    return imports;
  }

  /** Returns the qualified names of what the Scala sources define themselves. */
  private static Set<String> defined(List<String> sources) {
    Set<String> defined = new TreeSet<>();
    for (String source : sources) {
      Matcher found = DEFINED.matcher(source);
      while (found.find()) {
        defined.add(packageOf(source) + "." + found.group(1));
      }
    }
    return defined;
  }

  private static Optional<Class<?>> relayClass(String name) {
    try {
      return Optional.of(Class.forName(name, false, SparkSourcesTest.class.getClassLoader()));
    } catch (ClassNotFoundException e) {
      return Optional.empty();
    }
  }

  private static Set<String> members(Class<?> type) {
    return Stream.of(
            Arrays.stream(type.getDeclaredMethods()).map(Method::getName),
            Arrays.stream(type.getDeclaredFields()).map(Field::getName),
            Arrays.stream(type.getDeclaredClasses()).map(Class::getSimpleName))
        .flatMap(names -> names)
        .collect(Collectors.toSet());
  }

  @Test
  void imports_areClassesThatThereAre() throws IOException {
    List<String> sources = sources();
    Set<String> defined = defined(sources);
    assertThat(sources).isNotEmpty();
    assertThat(sources.stream().flatMap(source -> imports(source).values().stream()))
        .isNotEmpty()
        .allMatch(name -> defined.contains(name) || relayClass(name).isPresent());
  }

  @Test
  void members_areOfTheRelaysClasses() throws IOException {
    List<String> sources = sources();
    Set<String> defined = defined(sources);
    int looked = 0;
    for (String source : sources) {
      Map<String, String> imports = imports(source);
      Matcher found = MEMBER.matcher(source);
      while (found.find()) {
        String simple = found.group(1);
        String name = imports.getOrDefault(simple, packageOf(source) + "." + simple);
        Optional<Class<?>> type = defined.contains(name) ? Optional.empty() : relayClass(name);
        if (type.isPresent()) {
          looked++;
          assertThat(members(type.get())).as("members of %s", name).contains(found.group(2));
        }
      }
    }
    assertThat(looked).isGreaterThan(20);
  }
}
