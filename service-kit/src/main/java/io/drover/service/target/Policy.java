package io.drover.service.target;

import io.drover.service.schedule.BackupSchedule;
import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What may be done to a database, and how.
 *
 * @param operations kinds allowed; {@code migrate-status} is the reading half of {@code migrate}
 * @param requesters who may ask; empty for anyone
 * @param targetNamePattern full match that the name of a restored database needs
 * @param recoveryPointObjective greatest age of the newest good backup; null for no objective
 * @param lockTimeout lock_timeout of migrations
 * @param lockRetries how often a migration tries again to get a lock that it did not get in time
 * @param statementTimeout statement_timeout of migrations; null for none
 * @param backupBeforeMigration whether APPLY takes a backup first
 * @param longestScratch greatest time to live of a scratch database
 * @param schedules backups that recur, in the order of the file
 * @param retention which backups are kept; null for all
 * @param approval what someone else must approve; null for nothing
 * @param verification how backups are proven
 */
public record Policy(
    Set<String> operations,
    Set<String> requesters,
    Pattern targetNamePattern,
    @Nullable Duration recoveryPointObjective,
    Duration lockTimeout,
    int lockRetries,
    @Nullable Duration statementTimeout,
    boolean backupBeforeMigration,
    Duration longestScratch,
    Backup backup,
    Migrations migrations,
    List<BackupSchedule> schedules,
    @Nullable Retention retention,
    @Nullable Approval approval,
    Verification verification) {

  /**
   * How backups of a database are proven.
   *
   * @param every greatest age of the newest verdict; null where nothing is proven unasked
   * @param server where they are restored for it; null for the database's own server
   * @param contentHashes whether the content of each table is compared, not only its rows
   * @param assertions SQL by name, in the order of the file; each must give one row, true
   */
  public record Verification(
      @Nullable Duration every,
      @Nullable ServerEntry server,
      boolean contentHashes,
      Map<String, String> assertions) {
    /** Rows are counted, on the database's own server, when someone asks. */
    public static final Verification WHEN_ASKED = new Verification(null, null, false, Map.of());

    public Verification {
      assertions = Collections.unmodifiableMap(new LinkedHashMap<>(assertions));
    }
  }

  /**
   * How backups of a database are made.
   *
   * @param repository name of the repository that holds them
   * @param encryption how they are encrypted; null for not at all
   * @param dump how pg_dump is used, unless a request says otherwise
   * @param upkeep what is done with them afterwards
   */
  public record Backup(
      String repository, @Nullable Encryption encryption, Dump dump, Upkeep upkeep) {
    /** Backups that nothing is done with afterwards. */
    public Backup(String repository, @Nullable Encryption encryption, Dump dump) {
      this(repository, encryption, dump, Upkeep.NONE);
    }
  }

  /**
   * What is done with backups that are there.
   *
   * @param copyTo name of the repository, another one, that gets a copy of each; null for none
   * @param scrubEvery how often all their files are read again; null for when asked
   */
  public record Upkeep(@Nullable String copyTo, @Nullable Duration scrubEvery) {
    /** No copies, and nothing is read unasked. */
    public static final Upkeep NONE = new Upkeep(null, null);
  }

  /**
   * How a database is dumped.
   *
   * @param jobs processes that dump or restore side by side, where the format allows
   */
  public record Dump(DumpFormat format, int jobs, Compression compression) {
    /** The most processes that may work side by side for one backup. */
    public static final int MOST_JOBS = 16;

    /** Where the policy says nothing. */
    public static final Dump USUAL = new Dump(DumpFormat.AUTO, 2, Compression.DEFAULT);
  }

  /**
   * How archives are encrypted and opened again.
   *
   * @param recipients public keys of age, each of which opens an archive; empty with a passphrase
   * @param passphrase null with recipients
   * @param identities where the private keys are read from, needed to restore only
   */
  public record Encryption(
      List<String> recipients,
      @Nullable SecretReference passphrase,
      List<SecretReference> identities) {
    public Encryption {
      recipients = List.copyOf(recipients);
      identities = List.copyOf(identities);
    }
  }

  /**
   * What is run only after someone else than the requester has approved it.
   *
   * @param operations permissions that need it, such as {@code migrate} or {@code restore-replace}
   * @param approvers who may approve; never empty
   * @param validFor how long a request waits for it
   * @param onBehalf whether a service may decide for an approver whom it knows otherwise than by
   *     his key, as the monitor does for those who have signed in
   */
  public record Approval(
      Set<String> operations, Set<String> approvers, Duration validFor, boolean onBehalf) {
    public Approval {
      operations = Set.copyOf(operations);
      approvers = Set.copyOf(approvers);
    }
  }

  /**
   * Where the migrations of a database lie.
   *
   * @param namespaces in the order in which they are applied; never empty
   * @param review what they must pass before
   * @param guards what must be there before they are applied, and hold afterwards
   */
  public record Migrations(
      List<MigrationNamespace> namespaces, MigrationReview review, MigrationGuards guards) {
    public Migrations {
      namespaces = List.copyOf(namespaces);
    }

    /** Folders of one namespace, as {@link MigrationNamespace#of} has them. */
    public Migrations(
        List<String> locations,
        List<String> schemas,
        String table,
        @Nullable String baselineVersion) {
      this(
          List.of(MigrationNamespace.of(locations, schemas, table, baselineVersion)),
          MigrationReview.USUAL,
          MigrationGuards.NONE);
    }
  }

  /**
   * Prefix of requesters that are operations of Drover themselves, such as the migration that wants
   * a backup first.
   */
  public static final String OWN_REQUESTERS = "drover/";

  /**
   * Prefix of what an operation of Drover asks for in the name of the one who asked for itself: his
   * rights count, and what needs an approval waits for one.
   */
  public static final String ON_BEHALF = OWN_REQUESTERS + "for/";

  /** Whose rights a request has: his for whom it is made, else his who makes it. */
  public static String asker(String requestedBy) {
    return requestedBy.startsWith(ON_BEHALF)
        ? requestedBy.substring(ON_BEHALF.length())
        : requestedBy;
  }

  public Policy {
    operations = Set.copyOf(operations);
    requesters = Set.copyOf(requesters);
    schedules = List.copyOf(schedules);
  }

  /**
   * The approval that what is permitted by these words needs; empty when none of them needs one.
   */
  public Optional<Approval> approvalOf(Collection<String> permissions) {
    return Optional.ofNullable(approval)
        .filter(each -> permissions.stream().anyMatch(each.operations()::contains));
  }

  /**
   * Whether someone who calls himself so may ask; what he calls himself is a claim and proves
   * nothing.
   */
  public boolean mayAsk(String requestedBy) {
    String asker = asker(requestedBy);
    return requesters.isEmpty() || requesters.contains(asker) || asker.startsWith(OWN_REQUESTERS);
  }
}
