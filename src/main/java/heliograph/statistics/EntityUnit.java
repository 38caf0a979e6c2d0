package heliograph.statistics;

import jakarta.persistence.SharedCacheMode;
import jakarta.persistence.ValidationMode;
import jakarta.persistence.spi.ClassTransformer;
import jakarta.persistence.spi.PersistenceUnitInfo;
import jakarta.persistence.spi.PersistenceUnitTransactionType;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.util.List;
import java.util.Properties;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * The persistence unit of the entities, as a container describes one. {@code
 * PersistenceConfiguration} would be shorter, but EclipseLink then looks for mapping files where it
 * believes the calling class to be, and on Payara takes the file of the class for an archive (ADR
 * 0018). Immutable.
 */
final class EntityUnit implements PersistenceUnitInfo {
  private static final String NAME = "analytics";

  private final String provider;
  private final List<Class<?>> entities;
  private final DataSource source;
  private final Properties properties;

  EntityUnit(String provider, List<Class<?>> entities, DataSource source, Properties properties) {
    this.provider = provider;
    this.entities = List.copyOf(entities);
    this.source = source;
    this.properties = properties;
  }

  @Override
  public String getPersistenceUnitName() {
    return NAME;
  }

  @Override
  public String getPersistenceProviderClassName() {
    return provider;
  }

  @Override
  public @Nullable String getScopeAnnotationName() {
    return null;
  }

  @Override
  public List<String> getQualifierAnnotationNames() {
    return List.of();
  }

  @Override
  @SuppressWarnings("removal") // the type of the method in Jakarta Persistence 3.2
  public PersistenceUnitTransactionType getTransactionType() {
    return PersistenceUnitTransactionType.RESOURCE_LOCAL;
  }

  @Override
  public @Nullable DataSource getJtaDataSource() {
    return null;
  }

  @Override
  public DataSource getNonJtaDataSource() {
    return source;
  }

  @Override
  public List<String> getMappingFileNames() {
    return List.of();
  }

  @Override
  public List<URL> getJarFileUrls() {
    return List.of();
  }

  /** Returns where the classes of the unit are: an archive or a folder. */
  @Override
  public URL getPersistenceUnitRootUrl() {
    URL location = EntityUnit.class.getProtectionDomain().getCodeSource().getLocation();
    String text = location.toString();
    String file = EntityUnit.class.getName().replace('.', '/') + ".class";
    try {
      return text.endsWith(file)
          ? URI.create(text.substring(0, text.length() - file.length())).toURL()
          : location;
    } catch (MalformedURLException e) {
      throw new IllegalStateException("no URL of a folder: " + text, e);
    }
  }

  @Override
  public List<String> getManagedClassNames() {
    return entities.stream().map(Class::getName).toList();
  }

  @Override
  public boolean excludeUnlistedClasses() {
    return true;
  }

  /** Returns NONE: relays that share a database do not notify each other of changes. */
  @Override
  public SharedCacheMode getSharedCacheMode() {
    return SharedCacheMode.NONE;
  }

  @Override
  public ValidationMode getValidationMode() {
    return ValidationMode.NONE;
  }

  @Override
  public Properties getProperties() {
    return properties;
  }

  @Override
  public String getPersistenceXMLSchemaVersion() {
    return "3.2";
  }

  @Override
  public ClassLoader getClassLoader() {
    return EntityUnit.class.getClassLoader();
  }

  /** Does nothing: the entities are not woven. */
  @Override
  public void addTransformer(ClassTransformer transformer) {}

  @Override
  public ClassLoader getNewTempClassLoader() {
    return getClassLoader();
  }
}
