package io.drover.backup.script;

import java.io.IOException;

/** What the text is at one point; takes bytes one by one. */
interface Mode {
  /** The mode after this byte. */
  Mode accept(byte b) throws IOException;

  /**
   * The text is at its end.
   *
   * @throws ScriptException it must not end here
   */
  void end() throws IOException;
}
