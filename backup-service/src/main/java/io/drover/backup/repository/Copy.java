package io.drover.backup.repository;

import java.time.Instant;
import java.util.Objects;

/**
 * That a backup has a copy elsewhere.
 *
 * @param repository name of the repository that holds it
 * @param at when it was committed there, in milliseconds
 */
public record Copy(String repository, Instant at) {
  /** A field that is missing is refused here. */
  public Copy {
    Objects.requireNonNull(repository);
    Objects.requireNonNull(at);
  }
}
