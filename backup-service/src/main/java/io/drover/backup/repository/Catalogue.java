package io.drover.backup.repository;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Which backups a store has folders of, committed or not. */
final class Catalogue {
  private Catalogue() {}

  /** The folders of all databases. */
  static List<BackupFolder> folders(Store store) throws IOException {
    List<BackupFolder> folders = new ArrayList<>();
    for (String database : store.folders("")) {
      if (BackupFolder.isDatabase(database)) {
        folders.addAll(folders(store, database));
      }
    }
    return folders;
  }

  /** The folders of one database, oldest first. */
  static List<BackupFolder> folders(Store store, String database) throws IOException {
    return store.folders(BackupFolder.requireDatabase(database)).stream()
        .flatMap(name -> BackupId.parse(name).stream())
        .map(id -> new BackupFolder(database, id))
        .toList();
  }
}
