package heliograph.api;

import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;
import org.eclipse.microprofile.openapi.annotations.OpenAPIDefinition;
import org.eclipse.microprofile.openapi.annotations.info.Info;

/** Statistics and histories for programs; {@code /openapi} describes it. */
@ApplicationPath("/api/v1")
@OpenAPIDefinition(
    info =
        @Info(
            title = "Heliograph",
            version = "1",
            description = "Statistics and histories of a Nostr relay."))
public class ApiApplication extends Application {}
