package io.drover.migration.execution;

import java.util.List;
import java.util.Optional;

/** What the catalogue says of a statement that was begun. */
sealed interface Found {
  /** It has been done. */
  record Done() implements Found {}

  /**
   * It has not been done, or may be done twice.
   *
   * @param first statements that remove what it left half done
   * @param instead what completes it in place of itself
   */
  record Again(List<String> first, Optional<String> instead) implements Found {
    Again() {
      this(List.of(), Optional.empty());
    }
  }

  /**
   * There is no telling.
   *
   * @param why the end of a sentence, such as "the index i is of another table"
   */
  record Unknown(String why) implements Found {}
}
