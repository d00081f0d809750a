package io.drover.backup.exchange;

import io.drover.schemas.FailureCode;
import io.drover.service.operation.OperationFailure;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The file that is imported: what is read of it is hashed, and it must stay as it is meanwhile. */
final class SourceFile implements AutoCloseable {
  private final Path path;
  private final BasicFileAttributes before;
  private final DigestInputStream hashed;
  private long read;

  SourceFile(Path path) throws IOException {
    this.path = path;
    this.before = attributes();
    this.hashed =
        new DigestInputStream(Files.newInputStream(path, LinkOption.NOFOLLOW_LINKS), sha256());
  }

  private BasicFileAttributes attributes() throws IOException {
    return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
  }

  long bytes() {
    return before.size();
  }

  /** How much has been read. */
  long read() {
    return read;
  }

  InputStream content() {
    return new FilterInputStream(hashed) {
      @Override
      public int read() throws IOException {
        int b = in.read();
        read += b < 0 ? 0 : 1;
        return b;
      }

      @Override
      public int read(byte[] buffer, int offset, int length) throws IOException {
        int count = in.read(buffer, offset, length);
        read += Math.max(0, count);
        return count;
      }
    };
  }

  /**
   * Reads what is left and gives the hash of all.
   *
   * @throws OperationFailure {@code INVALID_REQUEST}: somebody is still writing it
   */
  String sha256OfAll() throws IOException, OperationFailure {
    read += hashed.transferTo(OutputStream.nullOutputStream());
    BasicFileAttributes after = attributes();
    if (read != after.size() || !after.lastModifiedTime().equals(before.lastModifiedTime())) {
      throw OperationFailure.of(
          FailureCode.INVALID_REQUEST,
          "The file changed while it was imported.",
          "Import it again once it has been copied completely.");
    }
    return HexFormat.of().formatHex(hashed.getMessageDigest().digest());
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() throws IOException {
    hashed.close();
  }
}
