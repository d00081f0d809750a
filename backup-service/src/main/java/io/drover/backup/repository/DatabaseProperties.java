package io.drover.backup.repository;

import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What belongs to a database but is in no dump of it.
 *
 * @param localeProvider {@code c}, {@code i} or {@code b} as in {@code pg_database}; null before
 *     PostgreSQL 15
 * @param locale locale of the ICU or the builtin provider
 * @param icuRules tailoring of an ICU locale
 * @param acl privileges on the database in their order; null: the default ones
 * @param connectionLimit -1: none
 */
public record DatabaseProperties(
    String physicalName,
    String owner,
    String encoding,
    @Nullable String localeProvider,
    String collate,
    String ctype,
    @Nullable String locale,
    @Nullable String icuRules,
    List<Setting> settings,
    @Nullable List<Grant> acl,
    @Nullable String comment,
    String tablespace,
    int connectionLimit) {

  /** Copies the collections; a field that is missing is refused here. */
  public DatabaseProperties {
    Stream.of(physicalName, owner, encoding, collate, ctype, tablespace)
        .forEach(Objects::requireNonNull);
    settings = List.copyOf(settings);
    acl = acl == null ? null : List.copyOf(acl);
  }

  /** The same with another comment. */
  public DatabaseProperties withComment(@Nullable String other) {
    return with(owner, acl, settings, other);
  }

  /** The same with another owner and other privileges. */
  public DatabaseProperties withOwner(String other, @Nullable List<Grant> otherAcl) {
    return with(other, otherAcl, settings, comment);
  }

  /** The same with other settings. */
  public DatabaseProperties withSettings(List<Setting> others) {
    return with(owner, acl, others, comment);
  }

  /** Roles that these properties name, and some others. */
  public Set<String> rolesBeside(Collection<String> others) {
    Set<String> roles = new TreeSet<>(others);
    roles.add(owner);
    settings.stream().map(Setting::role).filter(Objects::nonNull).forEach(roles::add);
    if (acl != null) {
      for (Grant grant : acl) {
        roles.add(grant.grantor());
        if (grant.grantee() != null) {
          roles.add(grant.grantee());
        }
      }
    }
    return roles;
  }

  private DatabaseProperties with(
      String otherOwner,
      @Nullable List<Grant> otherAcl,
      List<Setting> otherSettings,
      @Nullable String otherComment) {
    return new DatabaseProperties(
        physicalName,
        otherOwner,
        encoding,
        localeProvider,
        collate,
        ctype,
        locale,
        icuRules,
        otherSettings,
        otherAcl,
        otherComment,
        tablespace,
        connectionLimit);
  }

  /**
   * A setting of the database.
   *
   * @param role role that it is for in this database; null: everybody
   * @param setting {@code name=value} as in {@code pg_db_role_setting}
   */
  public record Setting(@Nullable String role, String setting) {}

  /**
   * A privilege on the database.
   *
   * @param grantee null: PUBLIC
   */
  public record Grant(
      String grantor, @Nullable String grantee, String privilege, boolean grantable) {}
}
