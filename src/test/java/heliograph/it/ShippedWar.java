package heliograph.it;

import java.io.File;
import java.net.URI;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.importer.ZipImporter;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Base of the black-box tests: the WAR that ships, on the server that ships, met only by its
 * address.
 */
@ExtendWith(ArquillianExtension.class)
public class ShippedWar {
  private static final String AUTHORITY =
      "127.0.0.1:" + System.getProperty("heliograph.it.port", "17447");

  @Deployment(testable = false)
  public static WebArchive shippedWar() {
    String war = System.getProperty("heliograph.it.war", "target/heliograph.war");
    return ShrinkWrap.create(ZipImporter.class, "heliograph.war")
        .importFrom(new File(war))
        .as(WebArchive.class);
  }

  /** Where clients connect. */
  protected static URI webSocket() {
    return URI.create("ws://" + AUTHORITY + "/");
  }

  /** The address of {@code path}, which starts with a slash. */
  protected static URI http(String path) {
    return URI.create("http://" + AUTHORITY + path);
  }
}
