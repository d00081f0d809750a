package io.drover.monitor.web;

import java.util.Locale;
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
  boolean admits(DatabaseView one) {
    return (label == null || labelled(one, label))
        && (status == null || one.status().equals(status))
        && (server == null || server.equals(one.server()))
        && (text == null
            || one.name().toLowerCase(Locale.ROOT).contains(text.toLowerCase(Locale.ROOT)));
  }

  private static boolean labelled(DatabaseView one, String label) {
    int colon = label.indexOf(':');
    return colon < 0
        ? one.labels().containsKey(label)
        : label.substring(colon + 1).equals(one.labels().get(label.substring(0, colon)));
  }
}
