package io.drover.migration.plan;

import io.drover.migration.flyway.RunContent;
import io.drover.migration.flyway.RunScript;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * SHA-256 over the target, the histories, the placeholders and the bytes of what would run, each
 * with its length or as a digest of its own, so that no two plans read the same. Of secret
 * placeholders only the names count: a digest is public, and could be tried out.
 */
final class PlanDigest {
  private static final String VERSION = "drover plan 1";

  private final MessageDigest digest = sha256();

  private PlanDigest() {
    add(VERSION);
  }

  /**
   * In hexadecimal.
   *
   * @param server of the target, as the registry names it
   * @param database of the target, as its server names it
   */
  static String of(String server, String database, List<RunContent> contents) throws IOException {
    PlanDigest plan = new PlanDigest();
    plan.add(server);
    plan.add(database);
    plan.add(contents.size());
    for (RunContent each : contents) {
      plan.add(each);
    }
    return HexFormat.of().formatHex(plan.digest.digest());
  }

  private void add(RunContent content) throws IOException {
    add(content.namespace());
    add(content.table());
    add(content.placeholders());
    add(content.history());
    add(content.scripts().size());
    for (RunScript script : content.scripts()) {
      add(script.name());
      add(script.file());
      add(script.settings().isPresent() ? 1 : 0);
      if (script.settings().isPresent()) {
        add(script.settings().get());
      }
    }
  }

  private void add(List<String> texts) {
    add(texts.size());
    texts.forEach(this::add);
  }

  private void add(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    add(bytes.length);
    digest.update(bytes);
  }

  private void add(Path file) throws IOException {
    MessageDigest content = sha256();
    try (InputStream bytes = new DigestInputStream(Files.newInputStream(file), content)) {
      bytes.transferTo(OutputStream.nullOutputStream());
    }
    digest.update(content.digest());
  }

  private void add(int number) {
    digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(number).flip());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
