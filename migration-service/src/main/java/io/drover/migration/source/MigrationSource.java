package io.drover.migration.source;

import io.drover.service.target.MigrationNamespace;
import java.nio.file.Path;
import java.util.List;

/**
 * The scripts of one namespace as they can be read now.
 *
 * @param namespace whose they are
 * @param folders where they lie: readable, absolute, and no link leads out of one
 * @param unpacked those of them that are here for this attempt only, and whose names tell nothing
 * @param placeholders what they may leave open
 */
public record MigrationSource(
    MigrationNamespace namespace,
    List<Path> folders,
    List<Path> unpacked,
    PlaceholderValues placeholders) {
  public MigrationSource {
    folders = List.copyOf(folders);
    unpacked = List.copyOf(unpacked);
  }
}
