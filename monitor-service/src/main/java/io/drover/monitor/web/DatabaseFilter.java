package io.drover.monitor.web;

import io.drover.monitor.request.RefusedException;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which databases; null means any.
 *
 * @param label key:value, or a key alone
 * @param text part of the name, in upper or lower case
 */
record DatabaseFilter(
    @Nullable String label,
    @Nullable String status,
    @Nullable String server,
    @Nullable String text) {

  /** The databases that match, in the order in which they come. */
  Stream<DatabaseView> of(Collection<DatabaseView> all) throws RefusedException {
    Filters.one("status", status, DatabaseView.WORST_FIRST);
    Filters.one("server", server, distinct(all.stream().map(DatabaseView::server)));
    if (label != null) {
      Filters.one(
          "label",
          key(label),
          distinct(all.stream().flatMap(one -> one.labels().keySet().stream())));
    }
    return all.stream().filter(this::admits);
  }

  private static List<String> distinct(Stream<@Nullable String> names) {
    return names.filter(Objects::nonNull).map(Objects::requireNonNull).distinct().sorted().toList();
  }

  private boolean admits(DatabaseView one) {
    return (label == null || labelled(one, label))
        && (status == null || one.status().equals(status))
        && (server == null || server.equals(one.server()))
        && (text == null
            || one.name().toLowerCase(Locale.ROOT).contains(text.toLowerCase(Locale.ROOT)));
  }

  private static String key(String label) {
    int colon = label.indexOf(':');
    return colon < 0 ? label : label.substring(0, colon);
  }

  private static boolean labelled(DatabaseView one, String label) {
    String key = key(label);
    return key.length() == label.length()
        ? one.labels().containsKey(key)
        : label.substring(key.length() + 1).equals(one.labels().get(key));
  }
}
