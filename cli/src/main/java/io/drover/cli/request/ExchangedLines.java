package io.drover.cli.request;

import io.drover.schemas.MaintenanceSucceeded;
import java.util.ArrayList;
import java.util.List;

/** What else there is to know of an import or an export, and the command that comes next. */
final class ExchangedLines {
  private ExchangedLines() {}

  static List<String> of(MaintenanceSucceeded done) {
    List<String> lines = new ArrayList<>();
    if (done.getAction().equals("import")) {
      lines.add(
          "./drover verify " + done.getHeader().getDatabase() + " --backup " + done.getBackupId());
    }
    if (done.getCommand() != null) {
      lines.add(done.getCommand());
    }
    return lines;
  }
}
