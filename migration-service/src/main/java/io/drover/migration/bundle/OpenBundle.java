package io.drover.migration.bundle;

import io.drover.service.folder.OwnedFolder;
import java.nio.file.Path;

/** A bundle that was unpacked; closing it removes it. */
public final class OpenBundle implements AutoCloseable {
  private final Path place;
  private final Path folder;

  OpenBundle(Path place, Path folder) {
    this.place = place;
    this.folder = folder;
  }

  /** Where its files lie: readable by the service alone, without links. */
  public Path folder() {
    return folder;
  }

  @Override
  public void close() {
    OwnedFolder.remove(place);
  }
}
