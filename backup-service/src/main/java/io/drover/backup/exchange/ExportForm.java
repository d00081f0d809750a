package io.drover.backup.exchange;

import io.drover.backup.archive.ArchiveReader;
import io.drover.backup.archive.ByteMeter;
import io.drover.backup.repository.DurableFiles;
import io.drover.backup.repository.Manifest;
import io.drover.service.operation.OperationFailure;
import io.drover.service.target.DumpFormat;
import io.drover.service.target.Remedies;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/** What a backup goes out as: the form that stock tools open, neither packed nor encrypted. */
enum ExportForm {
  /** What pg_restore opens. */
  CUSTOM(".dump", "pg_restore --exit-on-error --dbname=NEW "),
  /** What psql runs. */
  PLAIN(".sql", "psql --no-psqlrc --set=ON_ERROR_STOP=1 --dbname=NEW --file="),
  /** A folder that pg_restore opens, with several processes if wanted. */
  DIRECTORY(".dir", "pg_restore --exit-on-error --jobs=2 --dbname=NEW ") {
    @Override
    void write(ArchiveReader reader, Manifest manifest, Path unfinished, ByteMeter meter)
        throws IOException, OperationFailure, InterruptedException {
      DurableFiles.createFolder(unfinished);
      reader.unpack(manifest, unfinished, meter);
      for (Path file : files(unfinished)) {
        DurableFiles.sync(file);
      }
      DurableFiles.sync(unfinished);
    }

    @Override
    ExportedFile describe(Path folder) throws IOException {
      MessageDigest all = SourceFile.sha256();
      long bytes = 0;
      for (Path file : files(folder)) {
        String line = sha256(file) + "  " + file.getFileName() + "\n";
        all.update(line.getBytes(StandardCharsets.US_ASCII));
        bytes += Files.size(file);
      }
      return described(folder, bytes, HexFormat.of().formatHex(all.digest()));
    }
  };

  /** As pg_dump's manual advises: what template1 has been given would be there twice. */
  private static final String CREATE_DATABASE = "createdb --template=template0 NEW && ";

  private final String suffix;
  private final String command;

  ExportForm(String suffix, String command) {
    this.suffix = suffix;
    this.command = command;
  }

  static ExportForm of(Manifest manifest) {
    if (manifest.plain()) {
      return PLAIN;
    }
    return manifest.format().equals(DumpFormat.DIRECTORY.word()) ? DIRECTORY : CUSTOM;
  }

  String suffix() {
    return suffix;
  }

  /** Writes all of it, durably, under a name that does not count. */
  void write(ArchiveReader reader, Manifest manifest, Path unfinished, ByteMeter meter)
      throws IOException, OperationFailure, InterruptedException {
    try (FileChannel channel = DurableFiles.create(unfinished)) {
      reader.copy(manifest, Channels.newOutputStream(channel), meter);
      channel.force(true);
    }
  }

  /** Reads what was written. */
  ExportedFile describe(Path file) throws IOException {
    return described(file, Files.size(file), sha256(file));
  }

  final ExportedFile described(Path file, long bytes, String sha256) {
    return new ExportedFile(
        file, bytes, sha256, CREATE_DATABASE + command + Remedies.shell(file.toString()));
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList();
    }
  }

  private static String sha256(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file);
        DigestInputStream hashed = new DigestInputStream(in, SourceFile.sha256())) {
      long _ = hashed.transferTo(OutputStream.nullOutputStream());
      return HexFormat.of().formatHex(hashed.getMessageDigest().digest());
    }
  }

  /** Removes a file, or a folder with the files in it; does nothing when there is none. */
  static void delete(Path file) throws IOException {
    if (Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)) {
      try (DirectoryStream<Path> children = Files.newDirectoryStream(file)) {
        for (Path child : children) {
          Files.deleteIfExists(child);
        }
      }
    }
    boolean _ = Files.deleteIfExists(file);
  }
}
