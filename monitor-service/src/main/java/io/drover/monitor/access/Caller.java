package io.drover.monitor.access;

import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Who asks.
 *
 * @param name what he is called in requests; empty for someone who has not said who he is
 * @param role null when he may not even read
 * @param databases labels of the databases that he may change; empty for all
 * @param csrf what a page sends back as {@code X-Drover-CSRF}; null unless he signed in by a page
 */
public record Caller(
    String name, @Nullable Role role, Map<String, String> databases, @Nullable String csrf) {
  /** What every store of names takes, and no service of Drover's own is called. */
  private static final Pattern NAME =
      Pattern.compile("(?!drover/)[A-Za-z0-9][A-Za-z0-9._@/-]{0,99}");

  public Caller {
    databases = Map.copyOf(databases);
  }

  static Caller of(String name, Role role, Map<String, String> databases) {
    return new Caller(name, role, databases, null);
  }

  static Caller nobody(@Nullable Role role) {
    return new Caller("", role, Map.of(), null);
  }

  static boolean validName(String name) {
    return NAME.matcher(name).matches();
  }

  /** Whether it is known who it is. */
  public boolean known() {
    return !name.isEmpty();
  }

  /** Whether he has this role or one that includes it. */
  public boolean may(Role needed) {
    return role != null && role.includes(needed);
  }

  /** Whether he may change databases with these labels. */
  public boolean reaches(Map<String, String> labels) {
    return labels.entrySet().containsAll(databases.entrySet());
  }

  Caller withCsrf(String value) {
    return new Caller(name, role, databases, value);
  }
}
