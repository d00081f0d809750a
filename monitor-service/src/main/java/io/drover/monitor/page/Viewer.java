package io.drover.monitor.page;

import io.drover.monitor.access.Caller;
import io.drover.monitor.access.Role;

/**
 * Who looks at a page, and what that person may do from it.
 *
 * @param name for people to read; empty for someone who has not signed in
 * @param operates whether operations may be asked for and cancelled, and alerts acknowledged and
 *     silenced
 * @param approves whether operations of others may be approved and rejected
 * @param since where the live events stood before the page was read; empty for a page without any
 * @param csrf what a change must bear in the header X-Drover-CSRF; empty for someone not signed in
 */
public record Viewer(String name, boolean operates, boolean approves, String since, String csrf) {
  /** Someone who has not signed in: sees, and may do nothing. */
  public static final Viewer NOBODY = new Viewer("", false, false, "", "");

  static Viewer of(Caller caller, String since) {
    String csrf = caller.csrf();
    return caller.known() && csrf != null
        ? new Viewer(
            caller.name(), caller.may(Role.OPERATOR), caller.may(Role.APPROVER), since, csrf)
        : new Viewer("", false, false, since, "");
  }

  /** Whether there is a name. */
  public boolean signedIn() {
    return !name.isEmpty();
  }
}
