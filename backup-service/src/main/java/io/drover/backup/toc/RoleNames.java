package io.drover.backup.toc;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The roles that the entries of a dump name: owners, those who hold or grant privileges, and those
 * whom policies and user mappings are for. All else that depends on a role lies outside of dumps.
 */
public final class RoleNames {
  /** A name, in quotes or not; or a string, or whatever else. pg_dump quotes every keyword. */
  private static final Pattern TOKEN =
      Pattern.compile(
          "\"(?:[^\"]|\"\")*\"|'(?:[^']|'')*'|[A-Za-z_\\x80-\\xFF][\\w$\\x80-\\xFF]*|\\s+|.",
          Pattern.DOTALL);

  private static final Set<String> GRANTS = Set.of("ACL", "DEFAULT ACL");
  private static final Set<String> BEFORE_ROLES = Set.of("TO", "FROM", "AUTHORIZATION");

  private final ArchiveToc toc;

  private RoleNames(ArchiveToc toc) {
    this.toc = toc;
  }

  /** The same dump with other names in the place of some. */
  public static ArchiveToc mapped(ArchiveToc toc, Map<String, String> mapping) {
    if (mapping.isEmpty()) {
      return toc;
    }
    RoleNames names = new RoleNames(toc);
    return toc.with(
        toc.entries().stream()
            .map(entry -> names.map(entry, role -> mapping.getOrDefault(role, role)))
            .toList());
  }

  /** All of them. */
  public static Set<String> in(ArchiveToc toc, boolean owners, boolean privileges) {
    Set<String> found = new HashSet<>();
    UnaryOperator<String> note =
        role -> {
          found.add(role);
          return role;
        };
    RoleNames names = new RoleNames(toc);
    for (TocEntry entry : toc.entries()) {
      if (owners) {
        names.owner(entry, note);
      }
      if (privileges || !GRANTS.contains(entry.kind())) {
        names.definition(entry, note);
      }
    }
    // Everybody, which is no role.
    found.remove("public");
    return found;
  }

  private TocEntry map(TocEntry entry, UnaryOperator<String> mapping) {
    return entry.with(definition(entry, mapping), owner(entry, mapping));
  }

  private @Nullable String owner(TocEntry entry, UnaryOperator<String> mapping) {
    String owner = entry.owner();
    return owner == null || owner.isEmpty()
        ? owner
        : toc.encoded(mapping.apply(toc.decoded(owner)));
  }

  private @Nullable String definition(TocEntry entry, UnaryOperator<String> mapping) {
    String sql = entry.definition();
    if (sql == null) {
      return null;
    }
    if (GRANTS.contains(entry.kind())) {
      return rewritten(sql, BEFORE_ROLES, false, mapping);
    }
    return switch (entry.kind()) {
      // What follows the first list is an expression.
      case "POLICY" -> rewritten(sql, Set.of("TO"), true, mapping);
      case "USER MAPPING" -> rewritten(sql, Set.of("FOR"), true, mapping);
      default -> sql;
    };
  }

  private String rewritten(
      String sql, Set<String> before, boolean once, UnaryOperator<String> mapping) {
    StringBuilder out = new StringBuilder();
    boolean expected = false;
    boolean done = false;
    String last = "";
    Matcher tokens = TOKEN.matcher(sql);
    while (tokens.find()) {
      String token = tokens.group();
      if (token.isBlank()) {
        out.append(token);
        continue;
      }
      boolean role = expected && !done && isName(token);
      out.append(role ? map(token, mapping) : token);
      done |= once && expected && !role && !token.equals(",");
      done |= once && (token.equals("USING") || token.equals("WITH"));
      // A list goes on behind a comma, and "FOR ROLE" begins one.
      expected =
          !role
              && (before.contains(token)
                  || (expected && token.equals(","))
                  || (token.equals("ROLE") && last.equals("FOR")));
      if (role) {
        expected = tokens.end() < sql.length() && sql.substring(tokens.end()).startsWith(",");
      }
      last = token;
    }
    return out.toString();
  }

  private static boolean isName(String token) {
    char first = token.charAt(0);
    return first == '"' || first == '_' || Character.isLetter(first) || first >= 0x80;
  }

  private String map(String token, UnaryOperator<String> mapping) {
    boolean quoted = token.startsWith("\"");
    if (!quoted && token.equals("PUBLIC")) {
      return token;
    }
    String bare = quoted ? token.substring(1, token.length() - 1).replace("\"\"", "\"") : token;
    String role = toc.decoded(bare);
    String other = mapping.apply(role);
    return other.equals(role) ? token : toc.encoded("\"" + other.replace("\"", "\"\"") + "\"");
  }
}
