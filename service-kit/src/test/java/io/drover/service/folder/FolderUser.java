package io.drover.service.folder;

import java.nio.file.Files;
import java.nio.file.Path;

/** Another service on the machine. */
final class FolderUser {
  private FolderUser() {}

  /** Root, and how many folders are begun and removed; none for one that stays. */
  public static void main(String[] arguments) throws Exception {
    OwnedFolders folders = new OwnedFolders(Path.of(arguments[0]), _ -> {});
    if (arguments.length > 1) {
      use(folders, Integer.parseInt(arguments[1]));
    } else {
      fill(folders.begin());
      System.out.println("begun");
      int _ = System.in.read();
    }
  }

  static void use(OwnedFolders folders, int times) throws Exception {
    for (int i = 0; i < times; i++) {
      try (OwnedFolder folder = folders.begin()) {
        fill(folder);
      }
    }
  }

  private static void fill(OwnedFolder folder) throws Exception {
    Path dump = Files.createDirectory(folder.path().resolve("dump"), OwnedFolders.PRIVATELY);
    Files.writeString(dump.resolve("1.dat"), "a table");
  }
}
