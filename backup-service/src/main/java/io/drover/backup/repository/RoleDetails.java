package io.drover.backup.repository;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a role is, but for its password.
 *
 * @param inherit whether it has the privileges of the roles that it is a member of
 * @param connectionLimit -1: none
 * @param validUntil until when its password serves, as PostgreSQL writes it; null: for ever
 * @param rights the others that {@code CREATE ROLE} can give, in its words, for example {@code
 *     LOGIN}
 * @param memberOf roles of the same backup that it is a member of
 * @param settings {@code name=value}, those for single databases left out
 */
public record RoleDetails(
    String name,
    boolean inherit,
    int connectionLimit,
    @Nullable String validUntil,
    List<String> rights,
    List<Membership> memberOf,
    List<String> settings) {
  /** Copies the collections; a name that is missing is refused here. */
  public RoleDetails {
    Objects.requireNonNull(name);
    rights = List.copyOf(rights);
    memberOf = List.copyOf(memberOf);
    settings = List.copyOf(settings);
  }

  /**
   * Membership in a role.
   *
   * @param admin whether it may give it to others
   */
  public record Membership(String role, boolean admin) {}
}
