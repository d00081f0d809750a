package io.drover.backup.toc;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Finds the entries that a selection stands for: the tables themselves with all that belongs to
 * them, by the dependencies that pg_dump has noted, and what they need from elsewhere.
 */
public final class Chooser {
  /** What pg_restore itself needs of every dump. */
  private static final Set<String> ALWAYS = Set.of("ENCODING", "STDSTRINGS", "SEARCHPATH");

  private static final Set<String> TABLES = Set.of("TABLE", "FOREIGN TABLE");
  private static final Set<String> RELATIONS =
      Set.of("TABLE", "FOREIGN TABLE", "VIEW", "MATERIALIZED VIEW", "SEQUENCE");

  /** Named after their table and themselves. */
  private static final Set<String> PARTS =
      Set.of("DEFAULT", "CONSTRAINT", "CHECK CONSTRAINT", "TRIGGER", "RULE", "POLICY");

  /** Depend on no relation but theirs. */
  private static final Set<String> COMPANIONS =
      Set.of(
          "TABLE DATA",
          "MATERIALIZED VIEW DATA",
          "INDEX",
          "STATISTICS",
          "STATISTICS DATA",
          "ROW SECURITY",
          "SEQUENCE",
          "SEQUENCE OWNED BY");

  /** Say something of any object. */
  private static final Set<String> REMARKS =
      Set.of("COMMENT", "ACL", "SECURITY LABEL", "SEQUENCE SET");

  /** Tie two objects together, so that both must be there. */
  private static final Set<String> TIES = Set.of("FK CONSTRAINT", "TABLE ATTACH", "INDEX ATTACH");

  private final ArchiveToc toc;
  private final Map<Integer, TocEntry> byId = new HashMap<>();
  private final Map<Integer, List<TocEntry>> attachments = new HashMap<>();
  private final Set<Integer> own = new LinkedHashSet<>();
  private final Set<Integer> needed = new LinkedHashSet<>();

  private Chooser(ArchiveToc toc) {
    this.toc = toc;
    for (TocEntry entry : toc.entries()) {
      byId.put(entry.dumpId(), entry);
      if (entry.kind().endsWith(" ATTACH")) {
        entry
            .dependencies()
            .forEach(id -> attachments.computeIfAbsent(id, _ -> new ArrayList<>()).add(entry));
      }
    }
  }

  /**
   * Chooses.
   *
   * @throws UnknownNamesException the dump has no such schemas or relations
   */
  public static Chosen choose(ArchiveToc toc, Selection selection) throws UnknownNamesException {
    return new Chooser(toc).choose(selection);
  }

  private Chosen choose(Selection selection) throws UnknownNamesException {
    UnknownNamesException.require(selection, schemas(), relations());
    if (selection.isAll()) {
      byId.keySet().forEach(own::add);
    } else {
      Set<String> schemas =
          selection.schemas().stream().map(toc::encoded).collect(Collectors.toSet());
      Set<QualifiedName> names = new HashSet<>(selection.relations());
      addAll(entry -> isIn(schemas, entry) || (isRelation(entry) && names.contains(name(entry))));
      while (addAll(this::isPartition) || addAll(this::belongs)) {
        // Partitions have partitions, and remarks are about what has just been added.
      }
      addAll(entry -> ALWAYS.contains(entry.kind()));
      while (addNeeded()) {
        // Needs have needs.
      }
    }
    return new Chosen(own, needed, filled(), selection.isAll() ? List.of() : warnings());
  }

  private boolean addAll(Predicate<TocEntry> wanted) {
    List<Integer> more =
        toc.entries().stream()
            .filter(entry -> !own.contains(entry.dumpId()))
            .filter(wanted)
            .map(TocEntry::dumpId)
            .toList();
    return own.addAll(more);
  }

  private static boolean isRelation(TocEntry entry) {
    return RELATIONS.contains(entry.kind());
  }

  private static boolean isIn(Set<String> schemas, TocEntry entry) {
    String kind = entry.kind();
    return kind.equals("SCHEMA")
        ? schemas.contains(entry.name())
        : schemas.contains(entry.schema())
            && !REMARKS.contains(kind)
            && !TIES.contains(kind)
            && !kind.startsWith("PUBLICATION");
  }

  /** A table that is tied to one that was asked for, as a part of it. */
  private boolean isPartition(TocEntry entry) {
    return entry.kind().equals("TABLE")
        && attachments.getOrDefault(entry.dumpId(), List.of()).stream()
            .filter(tie -> tie.kind().equals("TABLE ATTACH"))
            .filter(tie -> name(tie).equals(name(entry)))
            .anyMatch(tie -> tie.dependencies().stream().anyMatch(own::contains));
  }

  private boolean belongs(TocEntry entry) {
    String kind = entry.kind();
    if (TIES.contains(kind)) {
      return dependencies(entry).stream()
          .filter(each -> !kind.equals("FK CONSTRAINT") || isRelation(each))
          .allMatch(each -> own.contains(each.dumpId()));
    }
    if (PARTS.contains(kind)) {
      return tableOf(entry).filter(table -> own.contains(table.dumpId())).isPresent();
    }
    return (COMPANIONS.contains(kind) || REMARKS.contains(kind))
        && dependencies(entry).stream()
            .filter(each -> REMARKS.contains(kind) || isRelation(each))
            .anyMatch(each -> own.contains(each.dumpId()));
  }

  /** The table that a part is named after; of two that fit, the one with the longer name. */
  private Optional<TocEntry> tableOf(TocEntry part) {
    return dependencies(part).stream()
        .filter(Chooser::isRelation)
        .filter(each -> each.schema().equals(part.schema()))
        .filter(each -> part.name().startsWith(each.name() + " "))
        .max((a, b) -> Integer.compare(a.name().length(), b.name().length()));
  }

  private boolean addNeeded() {
    List<Integer> more = new ArrayList<>();
    for (TocEntry entry : toc.entries()) {
      if (holds(entry)) {
        dependencies(entry).stream()
            .filter(each -> !holds(each) && !isWhole(entry, each))
            .map(TocEntry::dumpId)
            .forEach(more::add);
      } else if (REMARKS.contains(entry.kind())
          && dependencies(entry).stream().anyMatch(this::holds)) {
        more.add(entry.dumpId());
      }
    }
    return needed.addAll(more);
  }

  /**
   * Whether a dependency is for the order only: a partition, and an index of one, is made alone and
   * tied to its whole afterwards.
   */
  private boolean isWhole(TocEntry part, TocEntry whole) {
    return attachments.getOrDefault(part.dumpId(), List.of()).stream()
        .filter(tie -> tie.dependencies().contains(whole.dumpId()))
        .anyMatch(tie -> (" " + part.name()).endsWith(" " + tie.name()));
  }

  private boolean holds(TocEntry entry) {
    return own.contains(entry.dumpId()) || needed.contains(entry.dumpId());
  }

  private List<TocEntry> dependencies(TocEntry entry) {
    return entry.dependencies().stream().map(byId::get).filter(Objects::nonNull).toList();
  }

  private Set<QualifiedName> filled() {
    return toc.entries().stream()
        .filter(entry -> own.contains(entry.dumpId()) && entry.kind().endsWith(" DATA"))
        .map(this::name)
        .collect(Collectors.toSet());
  }

  private List<String> warnings() {
    List<String> found = new ArrayList<>();
    for (TocEntry entry : toc.entries()) {
      if (entry.kind().equals("FK CONSTRAINT") && !holds(entry) && isOwn(tableOf(entry))) {
        found.add(
            "The foreign key "
                + toc.decoded(entry.schema() + "." + entry.name())
                + " is left out, as it refers to a table that was not selected.");
      } else if (entry.kind().equals("TABLE ATTACH") && !holds(entry) && isOwn(partOf(entry))) {
        found.add(
            name(entry)
                + " becomes a table of its own, as the one that it is a partition of was not"
                + " selected.");
      } else if (TABLES.contains(entry.kind()) && needed.contains(entry.dumpId())) {
        found.add(name(entry) + " is made without rows, as something selected needs it.");
      }
    }
    if (toc.entries().stream().anyMatch(entry -> entry.kind().startsWith("BLOB"))) {
      found.add("Large objects are left out of a selection.");
    }
    return found;
  }

  private Optional<TocEntry> partOf(TocEntry tie) {
    return dependencies(tie).stream().filter(each -> name(each).equals(name(tie))).findFirst();
  }

  private boolean isOwn(Optional<TocEntry> entry) {
    return entry.filter(each -> own.contains(each.dumpId())).isPresent();
  }

  private QualifiedName name(TocEntry entry) {
    return new QualifiedName(toc.decoded(entry.schema()), toc.decoded(entry.name()));
  }

  private Set<QualifiedName> relations() {
    return toc.entries().stream()
        .filter(Chooser::isRelation)
        .map(this::name)
        .collect(Collectors.toSet());
  }

  private Set<String> schemas() {
    Set<String> found = new TreeSet<>();
    for (TocEntry entry : toc.entries()) {
      found.add(toc.decoded(entry.kind().equals("SCHEMA") ? entry.name() : entry.schema()));
    }
    found.remove("");
    return found;
  }
}
