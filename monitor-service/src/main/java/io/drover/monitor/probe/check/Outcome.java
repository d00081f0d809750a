package io.drover.monitor.probe.check;

import java.sql.SQLException;
import java.util.List;

/** What became of a check's SQL. */
sealed interface Outcome {
  /** It ran. */
  record Rows(List<Row> rows) implements Outcome {}

  /** It was not run: PostgreSQL would hide what it looks for. */
  record Missing() implements Outcome {}

  /** It was not run: the extension is not there. */
  record NoExtension() implements Outcome {}

  /** It was not run: nobody has written SQL for a server of this major version. */
  record TooOld(int version) implements Outcome {}

  /** It was not run: the time for this look was over. */
  record NoTime() implements Outcome {}

  /** PostgreSQL answered with an error. */
  record Failed(SQLException error) implements Outcome {}
}
