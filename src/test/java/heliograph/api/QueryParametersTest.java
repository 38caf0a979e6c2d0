package heliograph.api;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.ws.rs.HttpMethod;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Which query parameters a path takes, of all resources alike. */
class QueryParametersTest {
  private static final List<Class<?>> RESOURCES =
      List.of(
          AccountResource.class,
          AuditResource.class,
          DescriptionResource.class,
          GraphResource.class,
          HistoryResource.class,
          IndexResource.class,
          OperationResource.class,
          PurgesResource.class,
          StatisticsResource.class,
          TrustLookupResource.class);

  private static QueryParameters of(Class<?> resource, String method) {
    return new QueryParameters(
        methods().stream()
            .filter(each -> each.getDeclaringClass() == resource && each.getName().equals(method))
            .findFirst()
            .orElseThrow());
  }

  private static List<Method> methods() {
    List<Method> methods = new ArrayList<>();
    for (Class<?> resource : RESOURCES) {
      Arrays.stream(resource.getDeclaredMethods())
          .filter(method ->
              Arrays.stream(method.getAnnotations())
                  .anyMatch(each -> each.annotationType().isAnnotationPresent(HttpMethod.class)))
          .forEach(methods::add);
    }
    return methods;
  }

  @Test
  void everyPath_refusesAnUnknownParameter() {
    assertThat(methods()).hasSizeGreaterThan(30);
    for (Method method : methods()) {
      QueryParameters parameters = new QueryParameters(method);
      assertThat(parameters.fault(Map.of())).as("%s", method).isEmpty();
      assertThat(parameters.fault(Map.of("lmit", List.of("5")))).as("%s", method).isPresent();
    }
  }

  @Test
  void parametersOfBeansAndTheirParents_areKnown() {
    QueryParameters events = of(StatisticsResource.class, "events");
    for (String name : List.of("from", "to", "interval", "name", "limit", "after", "format")) {
      assertThat(events.fault(Map.of(name, List.of("x")))).as(name).isEmpty();
    }
    assertThat(events.fault(Map.of("until", List.of("x"))))
        .contains(
            "this path takes only these query parameters: after, format, from, interval, limit,"
                + " name, to");
    assertThat(of(StatisticsResource.class, "overview").fault(Map.of("x", List.of("y"))))
        .contains("this path takes no query parameters");
  }

  @Test
  void parametersThatAreDoubledOrEmpty_areRefused() {
    QueryParameters kinds = of(StatisticsResource.class, "kinds");
    assertThat(kinds.fault(Map.of("limit", List.of("5", "6"))))
        .contains("limit is given more than once");
    assertThat(kinds.fault(Map.of("limit", List.of(""))))
        .hasValueSatisfying(fault -> assertThat(fault).contains("limit has no value"));
    Optional<String> address = of(HistoryResource.class, "changes").fault(Map.of("d", List.of("")));
    assertThat(address).as("the d tag of an address may be empty").isEmpty();
  }
}
