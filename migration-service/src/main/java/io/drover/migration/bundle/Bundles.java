package io.drover.migration.bundle;

import io.drover.schemas.FailureCode;
import io.drover.service.folder.OwnedFolder;
import io.drover.service.folder.OwnedFolders;
import io.drover.service.operation.OperationFailure;
import io.drover.service.target.MigrationBundle;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.UUID;

/**
 * Fetches bundles of migrations, proves them by their SHA-256 and unpacks them, in this order, in a
 * folder that nobody else may enter. Thread-safe.
 */
public final class Bundles implements AutoCloseable {
  private final BundleRoots roots;
  private final BundleLimits limits;
  private final OwnedFolder folder;
  private final HttpClient client;

  private Bundles(BundleRoots roots, BundleLimits limits, OwnedFolder folder, HttpClient client) {
    this.roots = roots;
    this.limits = limits;
    this.folder = folder;
    this.client = client;
  }

  /**
   * Removes what killed services left in the folder, and is ready.
   *
   * @param shared is made when it is missing; its parent must exist
   * @throws IOException the folder cannot be used
   */
  public static Bundles open(BundleRoots roots, Path shared) throws IOException {
    return open(roots, shared, BundleLimits.USUAL, WebFetch.client().build());
  }

  static Bundles open(BundleRoots roots, Path shared, BundleLimits limits, HttpClient client)
      throws IOException {
    return new Bundles(roots, limits, new OwnedFolders(shared, _ -> {}).begin(), client);
  }

  /** From where bundles may come. */
  public BundleRoots roots() {
    return roots;
  }

  /**
   * Unpacks a bundle until it is closed.
   *
   * @throws OperationFailure {@code NOT_PERMITTED}: it lies under none of the roots; {@code
   *     INVALID_REQUEST}: it is not there, has another SHA-256, or holds what does not belong into
   *     a bundle; {@code REPOSITORY_UNAVAILABLE}: its host does not answer; {@code DISK_FULL} and
   *     {@code INTERNAL}: the service's own folder cannot be written
   */
  public OpenBundle unpack(MigrationBundle bundle) throws OperationFailure, InterruptedException {
    try {
      Path place = newFolder();
      try {
        Path archive = place.resolve("archive");
        new BundleFetch(roots, limits, new WebFetch(client, roots, limits))
            .fetch(bundle.url(), archive);
        prove(bundle, archive);
        Path content = Files.createDirectory(place.resolve("content"), OwnedFolders.PRIVATELY);
        boolean zip = bundle.url().getRawPath().endsWith(".zip");
        new BundleArchive(archive, limits).unpack(zip, content);
        Files.delete(archive);
        return new OpenBundle(place, content);
      } catch (OperationFailure | IOException | InterruptedException | RuntimeException e) {
        OwnedFolder.remove(place);
        throw e;
      }
    } catch (IOException e) {
      throw unusable(e);
    }
  }

  /**
   * Copies the scripts of a folder, which are what they were at that moment until it is closed,
   * whatever becomes of the folder.
   *
   * @throws OperationFailure {@code INVALID_REQUEST}: the folder cannot be read; {@code DISK_FULL}
   *     and {@code INTERNAL}: the service's own folder cannot be written
   */
  public OpenBundle copy(Path scripts) throws OperationFailure {
    try {
      Path place = newFolder();
      try {
        FolderCopy.copy(scripts, place);
        return new OpenBundle(place, place);
      } catch (OperationFailure | IOException | RuntimeException e) {
        OwnedFolder.remove(place);
        throw e;
      }
    } catch (IOException e) {
      throw unusable(e);
    }
  }

  private Path newFolder() throws IOException {
    return Files.createDirectory(
        folder.path().resolve(UUID.randomUUID().toString()), OwnedFolders.PRIVATELY);
  }

  private static void prove(MigrationBundle bundle, Path archive)
      throws OperationFailure, IOException {
    String found = sha256(archive);
    if (!found.equals(bundle.sha256())) {
      throw OperationFailure.of(
          FailureCode.INVALID_REQUEST,
          "The bundle "
              + bundle.url()
              + " is not the one that was named: its SHA-256 is "
              + found
              + ", not "
              + bundle.sha256()
              + ".",
          "Put the right file there, or name the SHA-256 of the one that is there if it is meant.");
    }
  }

  private static String sha256(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file);
        var digest =
            new DigestOutputStream(
                OutputStream.nullOutputStream(), MessageDigest.getInstance("SHA-256"))) {
      in.transferTo(digest);
      return HexFormat.of().formatHex(digest.getMessageDigest().digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java has no SHA-256", e);
    }
  }

  private static OperationFailure unusable(IOException error) {
    boolean full = String.valueOf(error.getMessage()).contains("No space left");
    return OperationFailure.of(
            full ? FailureCode.DISK_FULL : FailureCode.INTERNAL,
            full
                ? "The disk on which the migration service keeps scripts while it works is full."
                : "The migration service cannot keep scripts while it works: "
                    + error.getMessage()
                    + ".",
            full ? "df -h" : "Look at DROVER_BUNDLE_FOLDER of the migration service.")
        .causedBy(error);
  }

  @Override
  public void close() {
    client.shutdownNow();
    folder.close();
  }
}
