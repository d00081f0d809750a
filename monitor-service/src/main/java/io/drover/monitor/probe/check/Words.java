package io.drover.monitor.probe.check;

import io.drover.monitor.words.Amounts;
import io.drover.service.target.CheckUnit;

/** Values and lines as people read them. */
final class Words {
  private static final int LONGEST_LINE = 400;

  private Words() {}

  static String value(double value, CheckUnit unit) {
    return Amounts.value(value, unit == CheckUnit.PER_MINUTE ? "" : unit.text());
  }

  /** One line without control characters, cut where it is long: names are whatever users chose. */
  static String line(String text) {
    String plain = text.strip().replaceAll("\\p{Cntrl}", "?");
    return plain.length() <= LONGEST_LINE ? plain : plain.substring(0, LONGEST_LINE) + "…";
  }
}
