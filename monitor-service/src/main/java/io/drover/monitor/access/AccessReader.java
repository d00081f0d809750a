package io.drover.monitor.access;

import io.drover.monitor.access.AccessRules.Oidc;
import io.drover.monitor.access.AccessRules.StaticToken;
import io.drover.service.target.YamlSection;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads and checks the text of access.yml. */
final class AccessReader {
  private AccessReader() {}

  static AccessRules read(String text) {
    YamlSection root = YamlSection.root(text, "anonymous, hosts, tokens and oidc");
    Role anonymous = anonymous(root);
    Set<String> hosts = new HashSet<>();
    root.texts("hosts", List.of()).forEach(host -> hosts.add(host.toLowerCase(Locale.ROOT)));
    List<StaticToken> tokens = new ArrayList<>();
    for (YamlSection section : root.sections("tokens")) {
      StaticToken token = token(section);
      if (tokens.stream().anyMatch(other -> other.hash().is(token.hash()))) {
        throw section.error("token-sha256", "is that of another token too");
      }
      tokens.add(token);
    }
    Oidc oidc = root.has("oidc") ? oidc(root.section("oidc")) : null;
    root.end();
    return new AccessRules(anonymous, hosts, tokens, oidc);
  }

  private static @Nullable Role anonymous(YamlSection root) {
    String word = root.text("anonymous", "none");
    return switch (word) {
      case "none" -> null;
      case "viewer" -> Role.VIEWER;
      default -> throw root.error("anonymous", "must be none or viewer");
    };
  }

  private static StaticToken token(YamlSection section) {
    String name = section.text("name");
    if (!Caller.validName(name)) {
      throw section.error(
          "name", "must be 1 to 100 of A-Z a-z 0-9 . _ @ / - and not begin with drover/");
    }
    String hash = section.text("token-sha256").toLowerCase(Locale.ROOT);
    if (!TokenHash.valid(hash)) {
      throw section.error(
          "token-sha256", "must be 64 hexadecimal digits, as sha256sum prints them");
    }
    Caller caller = Caller.of(name, role(section, "role"), labels(section.section("databases")));
    section.end();
    return new StaticToken(new TokenHash(hash), caller);
  }

  private static Map<String, String> labels(YamlSection section) {
    Map<String, String> labels = new LinkedHashMap<>();
    section.names().forEach(label -> labels.put(label, section.text(label)));
    return labels;
  }

  private static Role role(YamlSection section, String key) {
    return Role.of(section.text(key))
        .orElseThrow(() -> section.error(key, "must be viewer, operator or approver"));
  }

  private static Oidc oidc(YamlSection section) {
    YamlSection named = section.section("roles");
    Map<String, Role> roles = new LinkedHashMap<>();
    named.names().forEach(word -> roles.put(word, role(named, word)));
    if (roles.isEmpty()) {
      throw section.error("roles", "must say which word of the claim is which role");
    }
    Oidc oidc =
        new Oidc(
            section.text("issuer"),
            section.text("audience"),
            jwks(section),
            section.text("name-claim", "sub"),
            section.text("role-claim", "roles"),
            roles);
    section.end();
    return oidc;
  }

  private static String jwks(YamlSection section) {
    String text = section.text("jwks");
    try {
      URI address = URI.create(text);
      String host = address.getHost();
      boolean here = host != null && (host.equals("127.0.0.1") || host.equals("localhost"));
      if (host != null
          && ("https".equals(address.getScheme())
              || ("http".equals(address.getScheme()) && here))) {
        return text;
      }
    } catch (IllegalArgumentException e) {
      // Said below, together with the other mistakes.
    }
    throw section.error("jwks", "must be an https address");
  }
}
