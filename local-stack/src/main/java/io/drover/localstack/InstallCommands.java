package io.drover.localstack;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The one command that installs something on this system. */
final class InstallCommands {
  private record Manager(String program, String command) {}

  private static final List<Manager> MANAGERS =
      List.of(
          new Manager("/usr/bin/apt-get", "apt-get install -y postgresql"),
          new Manager("/usr/bin/dnf", "dnf install -y postgresql-server postgresql-contrib"),
          new Manager("/sbin/apk", "apk add postgresql postgresql-contrib setpriv"),
          new Manager("/usr/bin/zypper", "zypper install -y postgresql-server"),
          new Manager("/usr/bin/pacman", "pacman -S --noconfirm postgresql"));

  private InstallCommands() {}

  static String postgres() {
    if (Files.exists(Path.of("/opt/homebrew"))
        || System.getProperty("os.name", "").startsWith("Mac")) {
      return "brew install postgresql@17";
    }
    String sudo = UnixUser.current().isRoot() ? "" : "sudo ";
    return sudo
        + MANAGERS.stream()
            .filter(manager -> Files.isExecutable(Path.of(manager.program())))
            .map(Manager::command)
            .findFirst()
            .orElse("apt-get install -y postgresql");
  }
}
