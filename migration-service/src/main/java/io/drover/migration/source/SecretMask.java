package io.drover.migration.source;

import io.drover.service.operation.OperationFailure;
import java.util.Collection;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Hides secrets in texts. PostgreSQL quotes what it stumbles over: the whole value, its beginning
 * (rows are cut in details), or a word of it (in syntax errors), with capitals folded or not; all
 * of these are replaced by {@code ***}. Thread-safe.
 */
public final class SecretMask {
  private static final String MASK = "***";
  private static final Pattern QUOTED = Pattern.compile("\"([^\"]{2,})\"|'([^']{2,})'");

  /** So much of a long secret's beginning is taken for the secret. */
  private static final int BEGINNING = 8;

  private final List<String> secrets;

  SecretMask(Collection<String> secrets) {
    this.secrets = secrets.stream().filter(secret -> !secret.isBlank()).distinct().toList();
  }

  /** The same failure without the secrets; a cause goes to the log, and is left out. */
  public OperationFailure apply(OperationFailure failure) {
    if (secrets.isEmpty()) {
      return failure;
    }
    OperationFailure masked =
        OperationFailure.of(failure.code(), apply(failure.message()), apply(failure.remedy()))
            .withDetail(apply(failure.detail()));
    return failure.retryable() ? masked.asRetryable() : masked;
  }

  /** The same text without the secrets. */
  public String apply(String text) {
    String masked = text;
    for (String secret : secrets) {
      masked = without(masked, secret);
      masked = without(masked, secret.strip().replaceAll("\\s*\\R\\s*", " "));
    }
    return secrets.isEmpty() ? text : withoutWords(masked);
  }

  private static String without(String text, String secret) {
    int least = Math.min(BEGINNING, secret.length());
    var masked = new StringBuilder();
    int at = 0;
    while (at < text.length()) {
      int length = common(text, at, secret);
      masked.append(length < least ? text.substring(at, at + 1) : MASK);
      at += length < least ? 1 : length;
    }
    return masked.toString();
  }

  private static int common(String text, int from, String secret) {
    int length = 0;
    while (length < secret.length()
        && from + length < text.length()
        && same(text.charAt(from + length), secret.charAt(length))) {
      length++;
    }
    return length;
  }

  private static boolean same(char one, char other) {
    return Character.toLowerCase(one) == Character.toLowerCase(other);
  }

  private String withoutWords(String text) {
    return QUOTED
        .matcher(text)
        .replaceAll(
            found -> {
              String word = found.group(1) == null ? found.group(2) : found.group(1);
              return Matcher.quoteReplacement(isPart(word) ? "\"" + MASK + "\"" : found.group());
            });
  }

  private boolean isPart(String word) {
    return secrets.stream()
        .anyMatch(
            secret ->
                Pattern.compile(word, Pattern.LITERAL | Pattern.CASE_INSENSITIVE)
                    .matcher(secret)
                    .find());
  }
}
