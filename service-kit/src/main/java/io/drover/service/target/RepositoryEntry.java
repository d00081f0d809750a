package io.drover.service.target;

import java.net.URI;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A repository of backups that the registry names. */
public sealed interface RepositoryEntry {
  /** The repository that a policy means when it names none. */
  String DEFAULT = "default";

  /** Name by which policies call it. */
  String name();

  /**
   * Below a folder of a file system.
   *
   * @param root an absolute path
   */
  record Folder(String name, Path root) implements RepositoryEntry {}

  /**
   * In a bucket of an S3-compatible service.
   *
   * @param endpoint address of the service; null for Amazon's own
   * @param prefix first words of all keys, without slashes at its ends; may be empty
   * @param pathStyle whether the bucket stands in the path and not in the host name
   */
  record Bucket(
      String name,
      @Nullable URI endpoint,
      String region,
      String bucket,
      String prefix,
      boolean pathStyle,
      SecretReference accessKey,
      SecretReference secretKey)
      implements RepositoryEntry {}
}
