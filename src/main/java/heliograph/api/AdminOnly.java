package heliograph.api;

import heliograph.config.AdminRole;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks requests that only administrators of at least a role may make, whatever {@code
 * heliograph.api.access} is.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
@interface AdminOnly {
  AdminRole value() default AdminRole.VIEWER;
}
