package io.drover.monitor.page;

/** Who looks at a page, and what that person may do from it. Immutable. */
public interface Viewer {
  /** Name of the attribute of a request under which whoever checks requests leaves the viewer. */
  String ATTRIBUTE = "drover.viewer";

  /** Someone who has not signed in: sees, and may do nothing. */
  Viewer NOBODY = new Nobody();

  /** Name for people to read; empty for someone who has not signed in. */
  String name();

  /** Whether operations may be asked for and cancelled, and alerts acknowledged and silenced. */
  boolean operates();

  /** Whether operations of others may be approved and rejected. */
  boolean approves();

  /** What a change must bear in the header X-Drover-CSRF; empty for someone not signed in. */
  String csrf();

  /** Whether there is a name. */
  default boolean signedIn() {
    return !name().isEmpty();
  }

  /** Nobody in particular. */
  record Nobody() implements Viewer {
    @Override
    public String name() {
      return "";
    }

    @Override
    public boolean operates() {
      return false;
    }

    @Override
    public boolean approves() {
      return false;
    }

    @Override
    public String csrf() {
      return "";
    }
  }
}
