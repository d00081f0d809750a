package io.drover.localstack;

import com.sun.security.auth.module.UnixSystem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A user of this machine with its first group. */
record UnixUser(String name, long uid, long gid) {
  static UnixUser current() {
    var system = new UnixSystem();
    return new UnixUser(system.getUsername(), system.getUid(), system.getGid());
  }

  static UnixUser ownerOf(Path path) throws IOException {
    int uid = (int) Files.getAttribute(path, "unix:uid", LinkOption.NOFOLLOW_LINKS);
    int gid = (int) Files.getAttribute(path, "unix:gid", LinkOption.NOFOLLOW_LINKS);
    return new UnixUser(Files.getOwner(path, LinkOption.NOFOLLOW_LINKS).getName(), uid, gid);
  }

  /** A user of this machine under whom a server may run when we are root. */
  static Optional<UnixUser> unprivileged() {
    return Stream.of("postgres", "_postgres", "nobody")
        .flatMap(name -> named(name).stream())
        .findFirst();
  }

  private static Optional<UnixUser> named(String name) {
    try {
      return Optional.of(new UnixUser(name, id("-u", name), id("-g", name)));
    } catch (LocalStackException | NumberFormatException e) {
      return Optional.empty();
    }
  }

  private static long id(String option, String name) {
    return Long.parseLong(Commands.output(List.of("id", option, name)).strip());
  }

  boolean isRoot() {
    return uid == 0;
  }
}
