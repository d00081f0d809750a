package io.drover.service.target;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/** Formats of backups that can be asked for. */
public enum DumpFormat {
  /** Directory where it pays and can be done, else custom. */
  AUTO("auto"),
  CUSTOM("custom"),
  DIRECTORY("directory"),
  PLAIN("plain");

  private final String word;

  DumpFormat(String word) {
    this.word = word;
  }

  /** Its name in policies, requests, events and manifests. */
  public String word() {
    return word;
  }

  /** The format of this name; empty when there is none. */
  public static Optional<DumpFormat> find(String word) {
    return Arrays.stream(values()).filter(each -> each.word.equals(word)).findFirst();
  }

  /** All names, for a sentence. */
  public static String words() {
    return Arrays.stream(values()).map(DumpFormat::word).collect(Collectors.joining(", "));
  }
}
