package io.drover.backup.testbed;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.function.Consumer;

/** Changes manifests and seals them again, so that only what was changed can give them away. */
public final class ForgedManifest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String ZEROS = "0".repeat(64);

  private ForgedManifest() {}

  /** Changes a manifest and gives it the checksum of what it holds then. */
  public static void edit(Path manifest, Consumer<ObjectNode> change) throws Exception {
    ObjectNode json = (ObjectNode) JSON.readTree(manifest.toFile());
    change.accept(json);
    json.put("sha256", ZEROS);
    String text =
        JSON.writerWithDefaultPrettyPrinter().writeValueAsString(json).replace("\r\n", "\n");
    byte[] hash =
        MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    Files.writeString(
        manifest,
        text.replaceFirst(
            "\"sha256\" : \"" + ZEROS, "\"sha256\" : \"" + HexFormat.of().formatHex(hash)));
  }
}
