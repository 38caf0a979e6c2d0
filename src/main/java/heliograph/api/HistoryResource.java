package heliograph.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import heliograph.archive.Difference;
import heliograph.archive.TimeCapsule;
import heliograph.archive.TimeCapsule.Change;
import heliograph.event.KindClass;
import heliograph.event.Kinds;
import heliograph.event.NostrEvent;
import heliograph.event.PublicKey;
import heliograph.policy.CurrentPolicy;
import heliograph.store.KeptAddress;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObjectBuilder;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** What authors had before they replaced it. */
@Path("/history/{pubkey}")
@RequestScoped
@Tag(name = "history")
public class HistoryResource {
  @Inject private TimeCapsule capsule;
  @Inject private CurrentPolicy policy;
  @Context private Request request;

  @PathParam("pubkey")
  private String pubkey;

  @GET
  @Produces(MediaType.APPLICATION_JSON)
  @Operation(summary = "Addresses of an author of which earlier versions are kept")
  public Response addresses() {
    PublicKey author = author();
    JsonArrayBuilder addresses = Json.createArrayBuilder();
    for (KeptAddress address : capsule.addresses(author)) {
      addresses.add(
          Json.createObjectBuilder()
              .add("kind", address.kind())
              .add("d", address.d())
              .add("versions", address.versions())
              .add("newest", address.newest())
              .add("oldest", address.oldest()));
    }
    return Answers.ok(
        request,
        Json.createObjectBuilder().add("pubkey", author.hex()).add("addresses", addresses).build());
  }

  @GET
  @Path("/{kind}")
  @Produces(MediaType.APPLICATION_JSON)
  @Operation(summary = "Changes of one address, newest first, the current version among them")
  public Response changes(
      @PathParam("kind") int kind,
      @QueryParam("d") @DefaultValue("") String d,
      @QueryParam("before") @DefaultValue("9223372036854775807") long before,
      @QueryParam("limit") @DefaultValue("20") int limit) {
    PublicKey author = author();
    checkKind(kind);
    TimeCapsule.Page page =
        capsule.changes(author, kind, d, before, Answers.limit(limit, TimeCapsule.CHANGES_MAX));
    JsonArrayBuilder changes = Json.createArrayBuilder();
    page.changes().forEach(change -> changes.add(json(change)));
    JsonObjectBuilder document =
        Json.createObjectBuilder()
            .add("pubkey", author.hex())
            .add("kind", kind)
            .add("d", d)
            .add("changes", changes);
    page.older().ifPresent(older -> document.add("older", older));
    return Answers.ok(request, document.build());
  }

  @GET
  @Path("/{kind}/events.jsonl")
  @Produces("application/x-ndjson")
  @Operation(summary = "Every kept version of one address as signed, an event a line, newest first")
  public Response events(@PathParam("kind") int kind, @QueryParam("d") @DefaultValue("") String d) {
    PublicKey author = author();
    checkKind(kind);
    List<NostrEvent> versions = capsule.versions(author, kind, d);
    if (versions.isEmpty()) {
      throw Problem.notFound("nothing is kept of this address");
    }
    StringBuilder lines = new StringBuilder();
    versions.forEach(event -> lines.append(new String(event.json(), UTF_8)).append('\n'));
    String name = author.hex().substring(0, 16) + '-' + kind + ".jsonl";
    return Response.ok(lines.toString().getBytes(UTF_8))
        .header("Content-Disposition", "attachment; filename=\"" + name + '"')
        .build();
  }

  private PublicKey author() {
    PublicKey author = Answers.key(pubkey);
    if (policy.isBanned(author)) {
      throw Problem.notFound("this relay serves nothing of this key");
    }
    return author;
  }

  private static void checkKind(int kind) {
    KindClass kindClass = kind < 0 || kind > Kinds.MAX ? KindClass.REGULAR : KindClass.of(kind);
    if (kindClass != KindClass.REPLACEABLE && kindClass != KindClass.ADDRESSABLE) {
      throw Problem.badRequest("events of kind " + kind + " are not replaced");
    }
  }

  private static JsonObjectBuilder json(Change change) {
    NostrEvent version = change.version();
    JsonObjectBuilder json =
        Json.createObjectBuilder()
            .add("id", version.id().hex())
            .add("created_at", version.createdAt());
    change.replacedAt().ifPresent(at -> json.add("replaced_at", at));
    change.difference().ifPresent(difference -> json.add("difference", json(difference)));
    return json;
  }

  private static JsonObjectBuilder json(Difference difference) {
    JsonArrayBuilder fields = Json.createArrayBuilder();
    difference
        .fields()
        .forEach(field -> fields.add(pair("name", field.name(), field.before(), field.after())));
    JsonArrayBuilder relays = Json.createArrayBuilder();
    difference
        .relays()
        .forEach(relay -> relays.add(pair("url", relay.url(), relay.before(), relay.after())));
    return Json.createObjectBuilder()
        .add("fields", fields)
        .add("followed", Json.createArrayBuilder(difference.followed()))
        .add("unfollowed", Json.createArrayBuilder(difference.unfollowed()))
        .add("relays", relays)
        .add("tags_added", tags(difference.added()))
        .add("tags_removed", tags(difference.removed()))
        .add("content_changed", difference.contentChanged());
  }

  private static JsonObjectBuilder pair(
      String key, String name, Optional<String> before, Optional<String> after) {
    JsonObjectBuilder pair = Json.createObjectBuilder().add(key, name);
    before.ifPresent(value -> pair.add("before", value));
    after.ifPresent(value -> pair.add("after", value));
    return pair;
  }

  private static JsonArrayBuilder tags(Collection<List<String>> tags) {
    JsonArrayBuilder array = Json.createArrayBuilder();
    tags.forEach(tag -> array.add(Json.createArrayBuilder(tag)));
    return array;
  }
}
