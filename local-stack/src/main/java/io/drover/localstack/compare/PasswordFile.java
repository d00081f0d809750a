package io.drover.localstack.compare;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;

/** Reads libpq's password file (the manual's chapter "The Password File"). */
final class PasswordFile {
  private static final int FIELDS = 5;

  private PasswordFile() {}

  /** The password of the first line that fits, or an empty text. */
  static String find(ServerAddress server, String database) throws IOException {
    List<String> wanted =
        List.of(server.host(), String.valueOf(server.port()), database, server.user());
    for (String line : Files.readAllLines(server.passwordFile())) {
      List<String> fields = fields(line);
      if (fields.size() == FIELDS && fits(fields, wanted)) {
        return fields.getLast();
      }
    }
    return "";
  }

  private static boolean fits(List<String> fields, List<String> wanted) {
    for (int i = 0; i < wanted.size(); i++) {
      if (!fields.get(i).equals("*") && !fields.get(i).equals(wanted.get(i))) {
        return false;
      }
    }
    return true;
  }

  private static List<String> fields(String line) {
    List<String> fields = new ArrayList<>();
    var field = new StringBuilder();
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (c == ':') {
        fields.add(field.toString());
        field.setLength(0);
      } else if (c == '\\' && i + 1 < line.length()) {
        i++;
        field.append(line.charAt(i));
      } else {
        field.append(c);
      }
    }
    fields.add(field.toString());
    return fields;
  }
}
