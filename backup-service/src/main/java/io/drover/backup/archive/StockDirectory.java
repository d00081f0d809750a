package io.drover.backup.archive;

import io.drover.backup.archive.ArchiveReader.SinkException;
import io.drover.schemas.FailureCode;
import io.drover.service.operation.OperationFailure;
import io.drover.service.target.Codec;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A dump in directory format as pg_dump leaves it, each file compressed by itself or not at all.
 * Nothing in its folder is believed: a link, or a file that pg_dump does not make, is refused.
 */
public final class StockDirectory {
  /** The file that says what the others hold. */
  public static final String TABLE_OF_CONTENTS = "toc.dat";

  private final List<Part> parts;

  private StockDirectory(List<Part> parts) {
    this.parts = List.copyOf(parts);
  }

  /** One of its files, and what becomes of it. */
  private record Part(Path file, String unpacked, Codec codec, BasicFileAttributes before) {
    String name() {
      return String.valueOf(file.getFileName());
    }
  }

  /**
   * Looks at the files of a folder.
   *
   * @throws OperationFailure {@code INVALID_REQUEST}: it is no such dump
   */
  public static StockDirectory of(Path folder) throws IOException, OperationFailure {
    List<Path> files;
    try (Stream<Path> children = Files.list(folder)) {
      files = children.sorted().toList();
    }
    List<Part> parts = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (Path file : files) {
      Part part = part(file);
      if (!names.add(part.unpacked())) {
        throw refused(folder, "holds " + part.unpacked() + " twice", "ls -l FOLDER");
      }
      parts.add(part);
    }
    if (!names.contains(TABLE_OF_CONTENTS)) {
      throw refused(
          folder,
          "is a folder without toc.dat, so that it is no directory archive of pg_dump",
          "pg_dump --format=directory --file=FOLDER DATABASE");
    }
    return new StockDirectory(parts);
  }

  private static Part part(Path file) throws IOException, OperationFailure {
    String name = String.valueOf(file.getFileName());
    BasicFileAttributes attributes = attributes(file);
    if (attributes.isRegularFile()) {
      for (Codec codec : Codec.values()) {
        Optional<String> unpacked = DirectoryNames.unpacked(name, codec);
        if (unpacked.isPresent()) {
          boolean plain = DirectoryNames.isPlain(name);
          return new Part(file, unpacked.get(), plain ? Codec.NONE : codec, attributes);
        }
      }
    }
    throw refused(
        file,
        "is nothing that pg_dump makes in a directory archive",
        "Import a folder that holds the files of pg_dump and nothing else.");
  }

  private static BasicFileAttributes attributes(Path file) throws IOException {
    return Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
  }

  /** Bytes of all files as they lie there. */
  public long bytes() {
    return parts.stream().mapToLong(part -> part.before().size()).sum();
  }

  /**
   * Unpacks all files into an empty folder.
   *
   * @param meter is told how many bytes have been read
   * @return SHA-256 of the files, as {@code sha256sum * | sha256sum} tells it in the folder
   * @throws OperationFailure {@code BACKUP_CORRUPT}: a file is damaged; {@code INVALID_REQUEST}:
   *     one changed meanwhile
   * @throws SinkException the folder took no more
   * @throws IOException a file cannot be read
   */
  public String unpack(Path to, ByteMeter meter)
      throws IOException, OperationFailure, InterruptedException {
    Sha256 all = new Sha256();
    long before = 0;
    for (Part part : parts) {
      long read = before;
      String hex = unpack(part, to.resolve(part.unpacked()), bytes -> meter.soFar(read + bytes));
      byte[] line = (hex + "  " + part.name() + "\n").getBytes(StandardCharsets.US_ASCII);
      all.update(line, 0, line.length);
      before += part.before().size();
    }
    return all.hex();
  }

  private static String unpack(Part part, Path to, ByteMeter meter)
      throws IOException, OperationFailure, InterruptedException {
    try (HashingInput packed =
            new HashingInput(
                new StoredInput(Files.newInputStream(part.file(), LinkOption.NOFOLLOW_LINKS)));
        OutputStream sink = DirectoryReader.create(to);
        InputStream content = Codecs.unpack(part.codec(), packed)) {
      DirectoryReader.copy(content, sink, Long.MAX_VALUE, _ -> meter.soFar(packed.hash().bytes()));
      packed.transferTo(OutputStream.nullOutputStream());
      requireUnchanged(part, packed.hash().bytes());
      return packed.hash().hex();
    } catch (SinkException e) {
      throw e;
    } catch (IOException e) {
      Optional<IOException> unreadable = StoredInput.errorIn(e);
      if (unreadable.isPresent()) {
        throw unreadable.get();
      }
      throw OperationFailure.of(
              FailureCode.BACKUP_CORRUPT,
              "The file " + part.name() + " cannot be unpacked: it is damaged or cut off.",
              "Take a whole copy of it.")
          .causedBy(e);
    }
  }

  private static void requireUnchanged(Part part, long read) throws IOException, OperationFailure {
    BasicFileAttributes after = attributes(part.file());
    if (read != after.size()
        || !after.lastModifiedTime().equals(part.before().lastModifiedTime())) {
      throw refused(
          part.file(),
          "changed while it was imported",
          "Import it again once it has been copied completely.");
    }
  }

  private static OperationFailure refused(Path what, String why, String remedy) {
    return OperationFailure.of(
        FailureCode.INVALID_REQUEST, what.getFileName() + " " + why + ".", remedy);
  }
}
