package io.drover.monitor.access;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What access.yml says.
 *
 * @param anonymous role of those who do not say who they are, wherever they are; null for none
 * @param hosts names under which the monitor is reached, besides addresses and localhost
 * @param oidc null where no one is known by a token of an identity provider
 */
record AccessRules(
    @Nullable Role anonymous, Set<String> hosts, List<StaticToken> tokens, @Nullable Oidc oidc) {
  /** Where there is no file. */
  static final AccessRules NONE = new AccessRules(null, Set.of(), List.of(), null);

  AccessRules {
    hosts = Set.copyOf(hosts);
    tokens = List.copyOf(tokens);
  }

  /**
   * A token that someone was given.
   *
   * @param hash its SHA-256
   */
  record StaticToken(TokenHash hash, Caller caller) {}

  /**
   * An identity provider (OpenID Connect Core 1.0) whose tokens are taken.
   *
   * @param nameClaim claim that names the caller
   * @param roleClaim claim that holds a word or a list of words; a dot leads into an object
   * @param roles role by such a word
   */
  record Oidc(
      String issuer,
      String audience,
      String jwks,
      String nameClaim,
      String roleClaim,
      Map<String, Role> roles) {
    Oidc {
      roles = Map.copyOf(roles);
    }
  }

  /** Whether anyone can say who he is. */
  boolean namesAnyone() {
    return !tokens.isEmpty() || oidc != null;
  }
}
