package io.drover.cli.request;

import io.drover.schemas.OperationFailed;
import io.drover.schemas.OperationRejected;
import io.drover.schemas.RequestRefused;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;

/**
 * Why an operation did not do what was asked.
 *
 * @param code failure code
 * @param message one sentence
 * @param detail what the tool said; may be empty
 * @param remedy what mends it; may be empty
 */
record Problem(String code, String message, String detail, String remedy) {

  static Optional<Problem> of(SpecificRecord fact) {
    return switch (fact) {
      case OperationFailed f ->
          Optional.of(new Problem(f.getCode(), f.getMessage(), f.getDetail(), f.getRemedy()));
      case OperationRejected r ->
          Optional.of(new Problem(r.getCode(), r.getMessage(), r.getDetail(), r.getRemedy()));
      case RequestRefused r ->
          Optional.of(new Problem(r.getCode(), r.getMessage(), r.getDetail(), r.getRemedy()));
      default -> Optional.empty();
    };
  }
}
