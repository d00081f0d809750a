package io.drover.migration.review;

/** Looks at one statement for what a rule is about. */
interface Check {
  void look(Step step, Hits hits);

  /** For statements of one kind of node. */
  static Check on(String kind, Check check) {
    return (step, hits) -> {
      if (step.is(kind)) {
        check.look(step, hits);
      }
    };
  }

  /** For each part of ALTER TABLE of that kind, on a table that was there before the script. */
  static Check altering(String subtype, Part check) {
    return (step, hits) -> {
      for (Alteration part : step.alterations()) {
        if (part.is(subtype) && !step.isNew(part.table())) {
          check.look(step, part, hits);
        }
      }
    };
  }

  /** Looks at one part of an ALTER TABLE. */
  interface Part {
    void look(Step step, Alteration part, Hits hits);
  }
}
