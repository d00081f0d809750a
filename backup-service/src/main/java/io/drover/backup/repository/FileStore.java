package io.drover.backup.repository;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * Files below one folder of a file system. The folder is never made: an unmounted volume must not
 * be replaced by an empty folder. No link below it is followed.
 */
public final class FileStore implements Store {
  private static final int TRIES = 50;

  private final Path root;

  /** A store below an existing folder. */
  public FileStore(Path root) {
    this.root = root.toAbsolutePath().normalize();
  }

  @Override
  public String location() {
    return root.toString();
  }

  @Override
  public String lookCommand() {
    return "ls -ld " + root + " && df -h " + root;
  }

  @Override
  public Upload create(String key) throws IOException {
    Path file = path(key);
    return new FileUpload(file, inFolder(file, () -> DurableFiles.create(file)), this::prune);
  }

  @Override
  public void publish(String key, byte[] content) throws IOException {
    Path file = path(key);
    Path complete = Path.of(file + "." + UUID.randomUUID());
    inFolder(
        file,
        () -> {
          DurableFiles.write(complete, content);
          return complete;
        });
    try {
      DurableFiles.publish(complete, file);
    } finally {
      Files.deleteIfExists(complete);
    }
  }

  @Override
  public InputStream open(String key) throws IOException {
    Path file = path(key);
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      throw new NoSuchFileException(file.toString());
    }
    return Files.newInputStream(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
  }

  @Override
  public Optional<StoredFile> find(String key) throws IOException {
    Path file = path(key);
    try {
      var attributes =
          Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      return attributes.isRegularFile() ? Optional.of(stored(file, attributes)) : Optional.empty();
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  @Override
  public void delete(String key) throws IOException {
    Path file = path(key);
    if (Files.deleteIfExists(file)) {
      Path folder = DurableFiles.parent(file);
      try {
        DurableFiles.sync(folder);
      } catch (NoSuchFileException pruned) {
        return;
      }
      prune(folder);
    }
  }

  @Override
  public List<StoredFile> files(String folder) throws IOException {
    Path start = path(folder);
    if (!Files.exists(start, LinkOption.NOFOLLOW_LINKS)) {
      return List.of();
    }
    List<StoredFile> found = new ArrayList<>();
    FolderTree.walk(start, (file, attributes) -> found.add(stored(file, attributes)), _ -> {});
    return found;
  }

  @Override
  public List<String> folders(String folder) throws IOException {
    Path start = folder.isEmpty() ? existingRoot() : path(folder);
    if (!Files.exists(start, LinkOption.NOFOLLOW_LINKS)) {
      return List.of();
    }
    try (Stream<Path> children = Files.list(start)) {
      return children
          .filter(child -> Files.isDirectory(child, LinkOption.NOFOLLOW_LINKS))
          .map(child -> child.getFileName().toString())
          .sorted()
          .toList();
    } catch (NoSuchFileException gone) {
      if (folder.isEmpty()) {
        throw gone;
      }
      return List.of();
    }
  }

  @Override
  public int removeUnfinished(Instant before) throws IOException {
    AtomicInteger removed = new AtomicInteger();
    FolderTree.walk(
        existingRoot(),
        (_, _) -> {},
        folder -> {
          if (!folder.equals(root)
              && Files.getLastModifiedTime(folder).toInstant().isBefore(before)
              && DurableFiles.deleteIfEmpty(folder)) {
            removed.incrementAndGet();
          }
        });
    return removed.get();
  }

  /** Something that needs the folder of a file. */
  private interface InFolder<T> {
    T run() throws IOException;
  }

  /** Another writer may prune the folder between its making and its use. */
  private <T> T inFolder(Path file, InFolder<T> action) throws IOException {
    Path folder = DurableFiles.parent(file);
    for (int attempt = 1; ; attempt++) {
      try {
        makeFolders(folder);
        return action.run();
      } catch (NoSuchFileException e) {
        if (attempt == TRIES) {
          throw e;
        }
      }
    }
  }

  private void makeFolders(Path folder) throws IOException {
    if (!folder.equals(root)) {
      makeFolders(DurableFiles.parent(folder));
      DurableFiles.createFolder(folder);
    }
  }

  private void prune(Path folder) throws IOException {
    for (Path empty = folder; !empty.equals(root); empty = DurableFiles.parent(empty)) {
      if (!DurableFiles.deleteIfEmpty(empty)) {
        return;
      }
    }
  }

  private Path existingRoot() throws IOException {
    if (!Files.isDirectory(root)) {
      throw new StoreUnavailableException("is not a folder");
    }
    return root;
  }

  private Path path(String key) throws IOException {
    Path path = existingRoot();
    for (String word : StoreKeys.words(key)) {
      path = path.resolve(word);
      if (Files.isSymbolicLink(path)) {
        throw new StoreUnavailableException(
            "has a symbolic link where none may be: " + root.relativize(path));
      }
    }
    return path;
  }

  private StoredFile stored(Path file, BasicFileAttributes attributes) {
    String key = root.relativize(file).toString().replace(file.getFileSystem().getSeparator(), "/");
    return new StoredFile(key, attributes.size(), attributes.lastModifiedTime().toInstant());
  }
}
