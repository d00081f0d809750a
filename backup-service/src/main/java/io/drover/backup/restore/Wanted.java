package io.drover.backup.restore;

import io.drover.backup.archive.ArchiveReader;
import io.drover.backup.repository.DatabaseProperties;
import io.drover.backup.repository.DatabaseProperties.Grant;
import io.drover.backup.repository.DatabaseProperties.Setting;
import io.drover.backup.repository.Manifest;
import io.drover.backup.repository.Manifest.TableRows;
import io.drover.backup.toc.ArchiveToc;
import io.drover.backup.toc.RoleNames;
import io.drover.schemas.RestoreRequested;
import io.drover.service.operation.Attempt;
import io.drover.service.operation.OperationFailure;
import io.drover.service.target.DumpFormat;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What of a backup a request wants to have restored.
 *
 * @param properties of the database to make
 * @param mapping roles that others take the place of
 * @param part what was selected; null: everything
 */
record Wanted(
    Manifest manifest,
    DatabaseProperties properties,
    boolean owner,
    boolean acl,
    Map<String, String> mapping,
    @Nullable Part part) {

  /** All of it, as it was. */
  static Wanted all(Manifest manifest) {
    return new Wanted(manifest, manifest.properties(), true, true, Map.of(), null);
  }

  /**
   * What the request says.
   *
   * @throws OperationFailure it names what the backup does not hold
   */
  static Wanted of(Attempt<RestoreRequested> attempt, Manifest manifest, ArchiveReader reader)
      throws OperationFailure, InterruptedException {
    RestoreRequested command = attempt.command();
    WholeOnly.check(command, manifest);
    boolean owner = !command.getNoOwner() && !command.getDataOnly();
    boolean acl = !command.getNoAcl() && !command.getDataOnly();
    Map<String, String> mapping = RoleMapping.of(command, manifest);
    DatabaseProperties properties = RoleMapping.mapped(manifest.properties(), mapping);
    if (!owner || !acl) {
      @Nullable List<Grant> grants = properties.acl();
      properties =
          properties.withOwner(
              owner ? properties.owner() : attempt.target().server().user(),
              // Privileges come from the owner: those of another one cannot be given.
              acl && owner ? grants : null);
    }
    return new Wanted(
        manifest, properties, owner, acl, mapping, Part.of(command, manifest, reader));
  }

  /**
   * Roles that must be there. Which ones of those inside the database only own or only hold
   * privileges is known where a part is restored; else all of them count unless both are left out,
   * and the role of a policy then shows only while it is restored.
   */
  List<String> roles() {
    List<Grant> acl = properties.acl() == null ? List.of() : properties.acl();
    return Stream.of(
            rolesInside().stream(),
            Stream.of(properties.owner()),
            properties.settings().stream().map(Setting::role),
            acl.stream().flatMap(grant -> Stream.of(grant.grantor(), named(grant))))
        .flatMap(roles -> roles)
        .filter(Objects::nonNull)
        .filter(role -> !role.isEmpty())
        .toList();
  }

  /** Those among them that the objects of the database name. */
  Collection<String> rolesInside() {
    if (!owner && !acl) {
      return List.of();
    }
    return part != null
        ? RoleNames.in(changed(part.toc()), owner, acl)
        : RoleMapping.mapped(manifest.roles(), mapping);
  }

  /** Rows that the restored tables must have. */
  List<TableRows> rows() {
    return part == null ? manifest.tableRows() : part.rows(manifest.tableRows());
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

  /** What becomes of the backup's table of contents; null: nothing. */
  @Nullable UnaryOperator<ArchiveToc> change() {
    return part == null && mapping.isEmpty() ? null : this::changed;
  }

  private ArchiveToc changed(ArchiveToc toc) {
    return RoleNames.mapped(part == null ? toc : part.of(toc), mapping);
  }

  /** Whether it must be unpacked before it can be restored. */
  boolean isDirectory() {
    return manifest.format().equals(DumpFormat.DIRECTORY.word());
  }

  /** What a person may miss. */
  List<String> warnings() {
    return part == null ? List.of() : part.chosen().warnings();
  }

  /** Roles that take the place of others. */
  Set<String> mappedTo() {
    return Set.copyOf(mapping.values());
  }

  private static String named(Grant grant) {
    return grant.grantee() == null ? "" : grant.grantee();
  }
}
