package io.drover.backup.restore;

import io.drover.backup.content.Sql;
import io.drover.backup.repository.DatabaseProperties.Setting;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Gives a database the settings of another one. */
final class DatabaseSettings {
  /**
   * Lists of quoted names; PostgreSQL's GUC_LIST_QUOTE, see variable_is_guc_list_quote in pg_dump.
   */
  private static final Set<String> LISTS_OF_NAMES =
      Set.of(
          "local_preload_libraries",
          "search_path",
          "session_preload_libraries",
          "shared_preload_libraries",
          "temp_tablespaces",
          "unix_socket_directories");

  private static final Pattern NAME = Pattern.compile("\"((?:[^\"]|\"\")*)\"|([^\",\\s][^,]*)");

  private DatabaseSettings() {}

  static void apply(Connection maintenance, String database, List<Setting> settings)
      throws SQLException {
    for (Setting setting : settings) {
      apply(maintenance, database, setting);
    }
  }

  private static void apply(Connection maintenance, String database, Setting setting)
      throws SQLException {
    if (setting.role() == null) {
      apply(maintenance, "ALTER DATABASE %I", List.of(database), setting.setting());
    } else {
      List<String> whose = List.of(setting.role(), database);
      apply(maintenance, "ALTER ROLE %I IN DATABASE %I", whose, setting.setting());
    }
  }

  /** Gives a role a setting in every database. */
  static void applyToRole(Connection maintenance, String role, String setting) throws SQLException {
    apply(maintenance, "ALTER ROLE %I", List.of(role), setting);
  }

  private static void apply(Connection maintenance, String who, List<String> whose, String setting)
      throws SQLException {
    int equals = setting.indexOf('=');
    String name = setting.substring(0, equals);
    List<String> values = values(name, setting.substring(equals + 1));
    List<String> arguments = new ArrayList<>(whose);
    arguments.add(name);
    arguments.addAll(values);
    String template =
        who + " SET %I TO " + String.join(", ", values.stream().map(v -> "%L").toList());
    Sql.execute(maintenance, template, arguments.toArray(String[]::new));
  }

  static List<String> values(String name, String stored) {
    if (!LISTS_OF_NAMES.contains(name)) {
      return List.of(stored);
    }
    List<String> names = new ArrayList<>();
    Matcher matcher = NAME.matcher(stored);
    while (matcher.find()) {
      names.add(
          matcher.group(1) != null
              ? matcher.group(1).replace("\"\"", "\"")
              : matcher.group(2).strip());
    }
    return names.isEmpty() ? List.of("") : names;
  }
}
