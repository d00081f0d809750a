package io.drover.backup.toc;

import java.io.IOException;

/** A dump does not begin with a table of contents that this version understands. */
public final class TocException extends IOException {
  TocException(String message) {
    super(message);
  }
}
