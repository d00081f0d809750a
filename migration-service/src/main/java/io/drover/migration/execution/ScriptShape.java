package io.drover.migration.execution;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Tells by its statements whether a script can be one transaction. A value that is added to an enum
 * cannot be used in the transaction that adds it, unless that made the type as well (manual,
 * chapter ALTER TYPE). Not thread-safe.
 */
public final class ScriptShape {
  private final Set<String> types = new HashSet<>();
  private final List<String> labels = new ArrayList<>();
  private boolean outside;

  /** Takes the next statement of the script. */
  public void add(String sql) {
    if (outside) {
      return;
    }
    outside =
        Recognition.of(sql) instanceof Kind.Outside || labels.stream().anyMatch(sql::contains);
    Scan scan = new Scan(sql);
    if (scan.take("CREATE", "TYPE")) {
      scan.name().map(ScriptShape::key).ifPresent(types::add);
    } else if (scan.take("ALTER", "TYPE")) {
      addedLabel(scan).ifPresent(labels::add);
    }
  }

  /** Whether the script must be run statement by statement. */
  public boolean outsideTransaction() {
    return outside;
  }

  private Optional<String> addedLabel(Scan scan) {
    Optional<String> type = scan.name().map(ScriptShape::key);
    if (type.isEmpty() || types.contains(type.get()) || !scan.take("ADD", "VALUE")) {
      return Optional.empty();
    }
    scan.take("IF", "NOT", "EXISTS");
    return scan.literal();
  }

  private static String key(String name) {
    return name.toLowerCase(Locale.ROOT);
  }
}
