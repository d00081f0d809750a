package io.drover.service.attempt;

import io.drover.schemas.OperationHeader;
import io.drover.service.operation.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;

/**
 * What is done while databases.yml is broken is done as an older one says: without the encryption
 * that was just switched on, for example. Whoever asked for it learns that from the result.
 */
final class RegistryWarning {
  private static final String FIELD = "warnings";

  private RegistryWarning() {}

  /**
   * The outcome with a warning in its fact, where its record has a place for warnings.
   *
   * @param problem why the file is not in force, from before the attempt; empty when it was
   */
  static Outcome.Done on(Outcome.Done done, Optional<String> problem) {
    return problem.isEmpty()
        ? done
        : new Outcome.Done(warned(done.fact(), problem.get()), done.announcements());
  }

  private static Function<OperationHeader, SpecificRecord> warned(
      Function<OperationHeader, SpecificRecord> fact, String problem) {
    return header -> {
      SpecificRecord record = fact.apply(header);
      Schema.Field field = record.getSchema().getField(FIELD);
      if (field != null && record.get(field.pos()) instanceof List<?> before) {
        List<Object> warnings = new ArrayList<>(before);
        warnings.add(
            "This was done as an older databases.yml says, since the file as it is now is broken: "
                + problem);
        record.put(field.pos(), warnings);
      }
      return record;
    };
  }
}
