package heliograph.api;

import heliograph.config.AdminRole;
import heliograph.config.MembershipMode;
import heliograph.policy.CurrentPolicy;
import heliograph.policy.ModerationFile;
import heliograph.store.EventStore;
import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonReader;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.io.ByteArrayInputStream;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * Calls the methods of NIP-86. Each change is in the audit trail before it is made, and durable and
 * in effect when the call returns. Thread-safe.
 */
public final class Management {
  private static final Logger LOG = System.getLogger(Management.class.getName());

  private final CurrentPolicy policy;
  private final AuditTrail audit;
  private final Map<String, ManagementMethods.Method> methods;

  /**
   * Creates the methods.
   *
   * @param isInvite returns true for an invite code that was issued on request and is still valid
   */
  public Management(
      CurrentPolicy policy,
      ModerationFile moderation,
      EventStore store,
      AuditTrail audit,
      Predicate<String> isInvite) {
    this.policy = policy;
    this.audit = audit;
    methods = new ManagementMethods(policy, moderation, new ReportedEvents(store), isInvite).all();
  }

  /**
   * Calls a method for an administrator. A change is written into the audit trail first and, if
   * that fails, not made.
   *
   * @throws IllegalArgumentException if the administrator has no such method, or its parameters are
   *     wrong
   * @throws UncheckedIOException if it could not be written to the audit trail, or not be made
   */
  JsonValue call(Caller admin, String method, JsonArray params) {
    if (method.equals("supportedmethods")) {
      return Json.createArrayBuilder(supported(admin)).build();
    }
    ManagementMethods.Method found = methods.get(method);
    if (found == null || !offered().contains(method)) {
      throw new IllegalArgumentException("method " + method + " is not supported");
    }
    if (!admin.isAtLeast(found.role())) {
      throw new IllegalArgumentException(
          "method " + method + " takes the role " + found.role().spelling());
    }
    if (method.startsWith("list")) {
      return found.work().apply(new Parameters(params));
    }
    JsonValue detail = method.endsWith("claim") ? masked(params) : params;
    AuditTrail.Entry entry = admin.entry(method, detail);
    long begun = audit.begin(entry);
    String error = "the change could not be written";
    try {
      JsonValue result = found.work().apply(new Parameters(params));
      error = "";
      return result;
    } catch (IllegalArgumentException e) {
      error = String.valueOf(e.getMessage());
      throw e;
    } finally {
      end(begun, entry, error);
    }
  }

  /** Writes the result of a change, whose beginning is in the audit trail. */
  private void end(long begun, AuditTrail.Entry entry, String error) {
    try {
      audit.end(begun, entry, error);
    } catch (UncheckedIOException e) {
      LOG.log(Level.ERROR, "the audit trail lacks the outcome of entry " + begun, e);
    }
  }

  /**
   * Masks invite codes, which are secrets: returns only the part of each that distinguishes them.
   */
  private static JsonArray masked(JsonArray params) {
    JsonArrayBuilder masked = Json.createArrayBuilder();
    params.forEach(param -> {
      String text = param instanceof JsonString string ? string.getString() : param.toString();
      masked.add(text.substring(0, Math.min(4, text.length() / 2)) + "…");
    });
    return masked.build();
  }

  /**
   * Returns true if a body calls a method that changes nothing, so that its proof may be used
   * twice.
   */
  static boolean onlyReads(byte[] body) {
    try (JsonReader reader = Json.createReader(new ByteArrayInputStream(body))) {
      String method = reader.readObject().getString("method", "");
      return method.equals("supportedmethods") || method.startsWith("list");
    } catch (RuntimeException e) {
      // malformed; Parsson throws a plain RuntimeException for deep nesting
      return false;
    }
  }

  /**
   * Returns the methods that the relay offers; those for roles and invite codes only with
   * membership.
   */
  private Set<String> offered() {
    Set<String> names = new LinkedHashSet<>(methods.keySet());
    if (policy.config().live().membership().mode() == MembershipMode.OFF) {
      names.removeIf(
          name -> name.endsWith("role") || name.endsWith("claim") || name.endsWith("claims"));
    }
    return names;
  }

  /** Returns the methods that this administrator may call. */
  private Set<String> supported(Caller admin) {
    Set<String> names = new LinkedHashSet<>();
    for (String name : offered()) {
      if (admin.isAtLeast(Objects.requireNonNull(methods.get(name)).role())) {
        names.add(name);
      }
    }
    return names;
  }

  /** Returns the role for each method, for the table in docs/operate.md. */
  Map<String, AdminRole> rolesByMethod() {
    Map<String, AdminRole> roles = new TreeMap<>();
    methods.forEach((name, method) -> roles.put(name, method.role()));
    return roles;
  }
}
