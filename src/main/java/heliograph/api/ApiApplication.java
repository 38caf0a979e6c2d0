package heliograph.api;

import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;
import org.eclipse.microprofile.openapi.annotations.Components;
import org.eclipse.microprofile.openapi.annotations.OpenAPIDefinition;
import org.eclipse.microprofile.openapi.annotations.enums.SecuritySchemeIn;
import org.eclipse.microprofile.openapi.annotations.enums.SecuritySchemeType;
import org.eclipse.microprofile.openapi.annotations.headers.Header;
import org.eclipse.microprofile.openapi.annotations.info.Info;
import org.eclipse.microprofile.openapi.annotations.info.License;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirementsSet;
import org.eclipse.microprofile.openapi.annotations.security.SecurityScheme;
import org.eclipse.microprofile.openapi.annotations.servers.Server;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/**
 * Statistics and histories for programs. The build makes the document that {@link
 * DescriptionResource} serves from the annotations here and on the resources.
 */
@ApplicationPath("/api/v1")
@OpenAPIDefinition(
    info =
        @Info(
            title = "Heliograph",
            version = "1",
            license = @License(name = "Apache-2.0", identifier = "Apache-2.0"),
            description =
                "Statistics and histories of a Nostr relay. Answers have an entity tag: with it in"
                    + " If-None-Match, 304 while nothing changed. Whether a proof is needed to read"
                    + " is the relay's configuration; the administrators' paths always need one."),
    servers = @Server(url = "/", description = "The relay that answers"),
    tags = {
      @Tag(
          name = "statistics",
          description = "Events published and removed, requests and refusals"),
      @Tag(name = "graph", description = "Results about accounts and groups in the follow graph"),
      @Tag(
          name = "operation",
          description = "Growth of the stores and maintenance of the statistics"),
      @Tag(name = "history", description = "Replaced versions of events"),
      @Tag(name = "purges", description = "Removal of accounts; administrators only"),
      @Tag(name = "audit", description = "Actions of administrators; administrators only"),
      @Tag(name = "description", description = "The paths of this API")
    },
    security = {
      @SecurityRequirement(name = "nostr"),
      @SecurityRequirement(name = "password"),
    },
    securitySets = @SecurityRequirementsSet,
    components =
        @Components(
            schemas =
                @Schema(name = "Problem", implementation = ApiApplication.ProblemDocument.class),
            responses = {
              @APIResponse(
                  name = ResponseNames.NOT_MODIFIED,
                  description = "The client already has this answer",
                  headers =
                      @Header(
                          name = "ETag",
                          description = "The tag of the answer",
                          schema = @Schema(implementation = String.class))),
              @APIResponse(
                  name = ResponseNames.BAD_REQUEST,
                  description = "The request cannot be understood; the detail says why",
                  content = @Content(mediaType = Problem.TYPE, schema = @Schema(ref = "Problem"))),
              @APIResponse(
                  name = ResponseNames.UNAUTHORIZED,
                  description = "This relay, or this path, is for administrators",
                  content = @Content(mediaType = Problem.TYPE, schema = @Schema(ref = "Problem"))),
              @APIResponse(
                  name = ResponseNames.FORBIDDEN,
                  description = "The proof is valid, but its key or user may not do this",
                  content = @Content(mediaType = Problem.TYPE, schema = @Schema(ref = "Problem"))),
              @APIResponse(
                  name = ResponseNames.NOT_FOUND,
                  description = "Nothing has that name",
                  content = @Content(mediaType = Problem.TYPE, schema = @Schema(ref = "Problem"))),
              @APIResponse(
                  name = ResponseNames.NOT_ACCEPTABLE,
                  description = "The Accept header names no type that this path has",
                  content = @Content(mediaType = Problem.TYPE, schema = @Schema(ref = "Problem"))),
              @APIResponse(
                  name = ResponseNames.TOO_SLOW,
                  description = "The body did not come within 10 s",
                  content = @Content(mediaType = Problem.TYPE, schema = @Schema(ref = "Problem"))),
              @APIResponse(
                  name = ResponseNames.TOO_LONG,
                  description = "The body is longer than this path allows",
                  content = @Content(mediaType = Problem.TYPE, schema = @Schema(ref = "Problem"))),
              @APIResponse(
                  name = ResponseNames.UNSUPPORTED,
                  description = "The body is not application/json",
                  content = @Content(mediaType = Problem.TYPE, schema = @Schema(ref = "Problem"))),
              @APIResponse(
                  name = ResponseNames.TOO_MANY_REQUESTS,
                  description = "Too many proofs of this address have failed",
                  headers =
                      @Header(
                          name = "Retry-After",
                          description = "Seconds after which to repeat the request",
                          schema = @Schema(implementation = Integer.class)),
                  content = @Content(mediaType = Problem.TYPE, schema = @Schema(ref = "Problem"))),
              @APIResponse(
                  name = ResponseNames.CONFLICT,
                  description = "The current state does not allow this; the detail says why",
                  content = @Content(mediaType = Problem.TYPE, schema = @Schema(ref = "Problem"))),
              @APIResponse(
                  name = ResponseNames.SERVICE_UNAVAILABLE,
                  description =
                      "The statistics are off, their database is unreachable or busy, or this"
                          + " process has no store",
                  headers =
                      @Header(
                          name = "Retry-After",
                          description =
                              "Seconds after which to repeat the request; absent while they are"
                                  + " off",
                          schema = @Schema(implementation = Integer.class)),
                  content = @Content(mediaType = Problem.TYPE, schema = @Schema(ref = "Problem")))
            },
            securitySchemes = {
              @SecurityScheme(
                  securitySchemeName = "nostr",
                  type = SecuritySchemeType.APIKEY,
                  in = SecuritySchemeIn.HEADER,
                  apiKeyName = "Authorization",
                  description = "An event of kind 27235 (NIP-98) by an administrator, once"),
              @SecurityScheme(
                  securitySchemeName = "password",
                  type = SecuritySchemeType.HTTP,
                  scheme = "basic",
                  description = "The configured user and password, over TLS or on this machine")
            }))
public class ApiApplication extends Application {

  /** The document that {@link Problem} writes. */
  @Schema(name = "Problem", description = "A problem document (RFC 9457)")
  public record ProblemDocument(String type, String title, int status, String detail) {}
}
