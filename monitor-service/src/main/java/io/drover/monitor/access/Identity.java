package io.drover.monitor.access;

import io.drover.monitor.access.AccessRules.Oidc;
import java.time.Instant;

/** Someone who has proven who he is, and by what. */
sealed interface Identity {
  Caller caller();

  /** By a token of access.yml or the generated one, for as long as that holds. */
  record ByToken(Caller caller, TokenHash hash) implements Identity {}

  /** By a token of an identity provider, until it expires. */
  record ByProvider(Caller caller, Oidc oidc, Instant until) implements Identity {}
}
