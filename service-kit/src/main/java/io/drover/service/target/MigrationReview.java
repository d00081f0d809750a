package io.drover.service.target;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What migrations must pass before they are applied.
 *
 * @param planRequired whether a request must name the digest of a plan
 * @param severities info, warn or block, by id of a rule, where they differ from the rule's own;
 *     which rules there are is for the migration service to say
 */
public record MigrationReview(boolean planRequired, Map<String, String> severities) {
  /** No plan is asked for, and the rules are what they are. */
  public static final MigrationReview USUAL = new MigrationReview(false, Map.of());

  public MigrationReview {
    severities = Collections.unmodifiableMap(new LinkedHashMap<>(severities));
  }
}
