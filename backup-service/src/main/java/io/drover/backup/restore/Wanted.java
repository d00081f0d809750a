package io.drover.backup.restore;

import io.drover.backup.repository.DatabaseProperties;
import io.drover.backup.repository.DatabaseProperties.Grant;
import io.drover.backup.repository.DatabaseProperties.Setting;
import io.drover.backup.repository.Manifest;
import io.drover.schemas.RestoreRequested;
import io.drover.service.operation.Attempt;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What of a backup a request wants to have restored.
 *
 * @param properties of the database to make
 */
record Wanted(Manifest manifest, DatabaseProperties properties, boolean owner, boolean acl) {
  /** All of it, as it was. */
  static Wanted all(Manifest manifest) {
    return new Wanted(manifest, manifest.properties(), true, true);
  }

  static Wanted of(Attempt<RestoreRequested> attempt, Manifest manifest) {
    boolean owner = !attempt.command().getNoOwner();
    boolean acl = !attempt.command().getNoAcl();
    DatabaseProperties properties = manifest.properties();
    if (!owner || !acl) {
      @Nullable List<Grant> grants = properties.acl();
      properties =
          properties.withOwner(
              owner ? properties.owner() : attempt.target().server().user(),
              // Privileges come from the owner: those of another one cannot be given.
              acl && owner ? grants : null);
    }
    return new Wanted(manifest, properties, owner, acl);
  }

  /**
   * Roles that must be there. Which ones of those inside the database only own or only hold
   * privileges is not known, so all of them count unless both are left out; the role of a policy
   * then shows only while it is restored.
   */
  List<String> roles() {
    List<Grant> acl = properties.acl() == null ? List.of() : properties.acl();
    return Stream.of(
            owner || this.acl ? manifest.roles().stream() : Stream.<String>empty(),
            Stream.of(properties.owner()),
            properties.settings().stream().map(Setting::role),
            acl.stream().flatMap(grant -> Stream.of(grant.grantor(), named(grant))))
        .flatMap(roles -> roles)
        .filter(Objects::nonNull)
        .filter(role -> !role.isEmpty())
        .toList();
  }

  /** What pg_restore is told. */
  List<String> arguments() {
    List<String> arguments = new ArrayList<>();
    if (!owner) {
      arguments.add("--no-owner");
    }
    if (!acl) {
      arguments.add("--no-privileges");
    }
    return arguments;
  }

  private static String named(Grant grant) {
    return grant.grantee() == null ? "" : grant.grantee();
  }
}
