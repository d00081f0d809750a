package io.drover.backup.repository;

import java.util.List;
import java.util.regex.Pattern;

/** The form of a store's keys: nothing in them can lead out of the store. */
public final class StoreKeys {
  private static final Pattern WORD = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*");

  private StoreKeys() {}

  /** Whether a text is a key. */
  static boolean isKey(String text) {
    return List.of(text.split("/", -1)).stream().allMatch(word -> WORD.matcher(word).matches());
  }

  /**
   * The words of a key.
   *
   * @throws IllegalArgumentException the text is none
   */
  public static List<String> words(String key) {
    if (!isKey(key)) {
      throw new IllegalArgumentException("not a key of a store");
    }
    return List.of(key.split("/", -1));
  }
}
