package io.drover.schemas;

import java.util.List;
import org.jspecify.annotations.NullMarked;

/** Kinds of operations. Readers treat a kind that is not listed here as opaque. */
@NullMarked
public final class Kinds {

  /** A backup of a database. */
  public static final String BACKUP = "backup";

  /** A restore of a backup. */
  public static final String RESTORE = "restore";

  /** A proof of a backup by a restore into a scratch database. */
  public static final String VERIFY = "verify";

  /** A look at, or a run of, a database's migrations. */
  public static final String MIGRATE = "migrate";

  /** Work on the backups of a database, such as retention. */
  public static final String MAINTENANCE = "maintenance";

  /** The same migration over many databases. */
  public static final String FLEET = "fleet";

  /** All kinds of this version. */
  public static final List<String> ALL =
      List.of(BACKUP, RESTORE, VERIFY, MIGRATE, MAINTENANCE, FLEET);

  private Kinds() {}
}
