package heliograph.api;

import heliograph.config.AdminRole;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks what only administrators of at least a role may ask for, whatever {@code
 * heliograph.api.access} says.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
@interface AdminOnly {
  AdminRole value() default AdminRole.VIEWER;
}
