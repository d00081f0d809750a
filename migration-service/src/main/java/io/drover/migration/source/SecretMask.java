package io.drover.migration.source;

import io.drover.service.operation.OperationFailure;
import java.util.Collection;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Hides secrets in texts. PostgreSQL quotes what it stumbles over: the whole value, its beginning
 * (rows are cut in details), or a word of it (in syntax errors), with capitals folded or not; all
 * of these are replaced by {@code ***}, also as it writes them in a literal or a name. Thread-safe.
 */
public final class SecretMask {
  private static final String MASK = "***";
  private static final Pattern QUOTED = Pattern.compile("\"([^\"]{2,})\"|'([^']{2,})'");

  /** So much of a long secret's beginning is taken for the secret. */
  private static final int BEGINNING = 8;

  private final List<String> secrets;
  private final List<String> written;

  SecretMask(Collection<String> secrets) {
    this.secrets = secrets.stream().filter(secret -> !secret.isBlank()).distinct().toList();
    this.written = this.secrets.stream().flatMap(SecretMask::written).distinct().toList();
  }

  /** The ways in which PostgreSQL writes it (manual, "String Constants", "Identifiers"). */
  private static Stream<String> written(String secret) {
    return Stream.of(secret, secret.strip().replaceAll("\\s*\\R\\s*", " "))
        .flatMap(
            text ->
                Stream.of(
                    text,
                    text.replace("'", "''"),
                    text.replace("'", "''").replace("\\", "\\\\"),
                    text.replace("\"", "\"\"")));
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
    if (secrets.isEmpty()) {
      return text;
    }
    var masked = new StringBuilder();
    int at = 0;
    while (at < text.length()) {
      int length = hidden(text, at);
      masked.append(length == 0 ? text.substring(at, at + 1) : MASK);
      at += Math.max(1, length);
    }
    return withoutWords(masked.toString());
  }

  /** How much of the text from there on is a secret, or the beginning of one. */
  private int hidden(String text, int from) {
    int longest = 0;
    for (String secret : written) {
      int length = common(text, from, secret);
      if (length >= Math.min(BEGINNING, secret.length())) {
        longest = Math.max(longest, length);
      }
    }
    return longest;
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
