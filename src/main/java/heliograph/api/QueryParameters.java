package heliograph.api;

import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.QueryParam;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * The query parameters of a resource method: its own, those of its beans and those of its class.
 * Immutable.
 */
final class QueryParameters {
  private final Map<String, Boolean> mayBeEmpty = new HashMap<>();

  /** Finds the parameters of a method of a resource. */
  QueryParameters(Method method) {
    addFields(method.getDeclaringClass());
    for (Parameter parameter : method.getParameters()) {
      add(parameter);
      if (parameter.isAnnotationPresent(BeanParam.class)) {
        addFields(parameter.getType());
      }
    }
  }

  private void addFields(Class<?> type) {
    for (Class<?> each = type; each != Object.class; each = each.getSuperclass()) {
      for (Field field : each.getDeclaredFields()) {
        add(field);
      }
    }
  }

  private void add(AnnotatedElement element) {
    QueryParam marked = element.getAnnotation(QueryParam.class);
    if (marked != null) {
      mayBeEmpty.put(marked.value(), element.isAnnotationPresent(MayBeEmpty.class));
    }
  }

  /** Returns what is wrong with the parameters of a request; empty if nothing is. */
  Optional<String> fault(Map<String, List<String>> given) {
    for (Map.Entry<String, List<String>> one : given.entrySet()) {
      Boolean emptyAllowed = mayBeEmpty.get(one.getKey());
      if (emptyAllowed == null) {
        return Optional.of(
            mayBeEmpty.isEmpty()
                ? "this path takes no query parameters"
                : "this path takes only these query parameters: "
                    + String.join(", ", new TreeSet<>(mayBeEmpty.keySet())));
      }
      if (one.getValue().size() > 1) {
        return Optional.of(one.getKey() + " is given more than once");
      }
      if (!emptyAllowed && one.getValue().getFirst().isEmpty()) {
        return Optional.of(one.getKey() + " has no value: give it one, or leave it out");
      }
    }
    return Optional.empty();
  }
}
