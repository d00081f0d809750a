package io.drover.migration.source;

import io.drover.schemas.FailureCode;
import io.drover.service.operation.OperationFailure;
import io.drover.service.target.MigrationNamespace;
import io.drover.service.target.Placeholders;
import io.drover.service.target.SecretReference;
import io.drover.service.target.UnresolvedSecretException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What is put in place of placeholders, with the secrets among them: not for events and logs.
 *
 * @param replaced whether anything is replaced
 * @param values all of them, by name
 * @param mask hides the secrets in texts that others read
 */
public record PlaceholderValues(boolean replaced, Map<String, String> values, SecretMask mask) {
  public PlaceholderValues {
    values = Map.copyOf(values);
  }

  /**
   * Reads the secrets where the policy says they are.
   *
   * @throws OperationFailure {@code INVALID_REQUEST}: one is not there
   */
  static PlaceholderValues of(MigrationNamespace namespace) throws OperationFailure {
    Placeholders placeholders = namespace.placeholders();
    Map<String, String> secrets = new LinkedHashMap<>();
    for (Map.Entry<String, SecretReference> each : placeholders.secret().entrySet()) {
      try {
        secrets.put(each.getKey(), each.getValue().resolve());
      } catch (UnresolvedSecretException e) {
        throw OperationFailure.of(
                FailureCode.INVALID_REQUEST,
                "The placeholder "
                    + each.getKey()
                    + " has no value: "
                    + String.valueOf(e.getMessage()),
                "Put the value where policy.migrations.placeholders says, readable for the"
                    + " migration service.")
            .causedBy(e);
      }
    }
    Map<String, String> all = new LinkedHashMap<>(placeholders.plain());
    all.putAll(secrets);
    return new PlaceholderValues(placeholders.replaced(), all, new SecretMask(secrets.values()));
  }

  @Override
  public String toString() {
    return values.keySet().toString();
  }
}
