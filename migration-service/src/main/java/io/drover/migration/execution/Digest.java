package io.drover.migration.execution;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** SHA-256 of statements, in lower-case hexadecimal. */
final class Digest {
  private Digest() {}

  static String of(ScriptStatement statement) {
    return of(statement.text());
  }

  static String of(List<ScriptStatement> statements) {
    StringBuilder all = new StringBuilder();
    statements.forEach(each -> all.append(of(each)));
    return of(all.toString());
  }

  private static String of(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
