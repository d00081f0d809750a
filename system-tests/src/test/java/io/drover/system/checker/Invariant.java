package io.drover.system.checker;

import java.util.List;

/** Something that must be true after every run. */
@FunctionalInterface
interface Invariant {
  /** One sentence for each place where it is not true. */
  List<String> violations(Evidence evidence) throws Exception;
}
