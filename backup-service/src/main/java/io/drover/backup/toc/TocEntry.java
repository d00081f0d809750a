package io.drover.backup.toc;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One object of a dump, or the data of one. Texts are as in the dump, in its own encoding, a
 * character for each byte; see {@link ArchiveToc#encoded}.
 *
 * @param dumpId identity in the dump
 * @param dumper 1 when it has data in the dump
 * @param tag name, without schema; for what belongs to a table the table's name and its own
 * @param desc kind, for example {@code TABLE DATA}
 * @param definition SQL that makes it
 * @param drop SQL that drops it
 * @param namespace schema; null or empty for what is in none
 * @param dependencies dumpIds of what it needs
 * @param place where its data are, as the format has it
 */
public record TocEntry(
    int dumpId,
    int dumper,
    @Nullable String tableOid,
    @Nullable String oid,
    @Nullable String tag,
    @Nullable String desc,
    int section,
    @Nullable String definition,
    @Nullable String drop,
    @Nullable String copy,
    @Nullable String namespace,
    @Nullable String tablespace,
    @Nullable String tableAccessMethod,
    int relationKind,
    @Nullable String owner,
    @Nullable String withOids,
    List<Integer> dependencies,
    byte[] place) {

  /** Kind of an entry that pg_restore executes whether it restores the schema, data, or both. */
  static final String ALWAYS = "SEQUENCE SET";

  /** Copies the list. */
  public TocEntry {
    dependencies = List.copyOf(dependencies);
  }

  /** Its kind; empty when it has none. */
  public String kind() {
    return desc == null ? "" : desc;
  }

  /** Its name; empty when it has none. */
  public String name() {
    return tag == null ? "" : tag;
  }

  /** Its schema; empty when it is in none. */
  public String schema() {
    return namespace == null ? "" : namespace;
  }

  /** The same, never dropped before it is made. */
  public TocEntry withoutDrop() {
    return with(definition, "", owner);
  }

  /** The same with another definition and owner. */
  public TocEntry with(@Nullable String otherDefinition, @Nullable String otherOwner) {
    return with(otherDefinition, drop, otherOwner);
  }

  private TocEntry with(
      @Nullable String otherDefinition, @Nullable String otherDrop, @Nullable String otherOwner) {
    return new TocEntry(
        dumpId,
        dumper,
        tableOid,
        oid,
        tag,
        desc,
        section,
        otherDefinition,
        otherDrop,
        copy,
        namespace,
        tablespace,
        tableAccessMethod,
        relationKind,
        otherOwner,
        withOids,
        dependencies,
        place);
  }

  /** A statement of our own. */
  static TocEntry statement(int dumpId, String sql, String drop, byte[] place) {
    return new TocEntry(
        dumpId,
        0,
        "0",
        "0",
        "drover",
        ALWAYS,
        Section.POST_DATA,
        sql,
        drop,
        "",
        "",
        "",
        null,
        0,
        "",
        "false",
        List.of(),
        place);
  }

  /** Parts of a dump, as pg_backup.h numbers them. */
  static final class Section {
    static final int POST_DATA = 4;

    private Section() {}
  }
}
