package io.drover.migration.review;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a review found.
 *
 * @param findings in the order of the statements, suppressed ones too
 * @param parserVersion PostgreSQL's version whose grammar was used, as 15.1; null if nothing was
 *     parsed
 */
public record ReviewResult(List<Finding> findings, @Nullable String parserVersion) {
  public ReviewResult {
    findings = List.copyOf(findings);
  }

  /** Findings that stop the migration. */
  public List<Finding> blocking() {
    return findings.stream().filter(Finding::blocks).toList();
  }
}
