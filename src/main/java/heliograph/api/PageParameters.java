package heliograph.api;

import heliograph.analytics.Page;
import heliograph.analytics.PageRequest;
import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObjectBuilder;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.QueryParam;
import java.util.function.Function;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;

/** Which page of an answer is asked for. Confined to one request. */
public class PageParameters {
  @QueryParam("limit")
  @DefaultValue("100")
  @Parameter(description = "Items at most, from 1 to 1000")
  private String limit = "";

  @QueryParam("after")
  @DefaultValue("")
  @Parameter(description = "The next of the page before")
  private String after = "";

  PageRequest page() {
    return new PageRequest(Answers.number("limit", limit), after);
  }

  /** Adds the items of a page under a name, and where the next one is. */
  static <T> JsonObjectBuilder add(
      JsonObjectBuilder document, String name, Page<T> page, Function<T, JsonObjectBuilder> json) {
    JsonArrayBuilder items = Json.createArrayBuilder();
    page.rows().forEach(row -> items.add(json.apply(row)));
    document.add(name, items);
    if (!page.next().isEmpty()) {
      document.add("next", page.next());
    }
    return document;
  }
}
