package io.drover.monitor.access;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.DefaultResourceRetriever;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import io.drover.monitor.access.AccessRules.Oidc;
import java.net.MalformedURLException;
import java.net.URI;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checks tokens of an identity provider: signature (RS256 or ES256, nothing else), issuer,
 * audience, expiry and not-before with a minute for clocks that differ (RFC 7519, RFC 8725).
 * Thread-safe.
 */
final class JwtVerifier {
  private static final Logger LOG = LoggerFactory.getLogger(JwtVerifier.class);
  private static final int SKEW_SECONDS = 60;
  private static final Duration PATIENCE = Duration.ofSeconds(3);
  private static final Duration KEYS_KEPT = Duration.ofMinutes(15);
  private static final int LARGEST_KEY_SET = 256 * 1024;
  private static final int LARGEST_TOKEN = 16 * 1024;

  private final Oidc oidc;
  private final DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();

  JwtVerifier(Oidc oidc) {
    this.oidc = oidc;
    int patience = (int) PATIENCE.toMillis();
    try {
      var keys =
          JWKSourceBuilder.create(
                  URI.create(oidc.jwks()).toURL(),
                  new DefaultResourceRetriever(patience, patience, LARGEST_KEY_SET))
              .cache(KEYS_KEPT.toMillis(), PATIENCE.multipliedBy(3).toMillis())
              .refreshAheadCache(false)
              .build();
      processor.setJWSKeySelector(
          new JWSVerificationKeySelector<>(Set.of(JWSAlgorithm.RS256, JWSAlgorithm.ES256), keys));
    } catch (MalformedURLException e) {
      throw new IllegalArgumentException("The address of the key set is none.", e);
    }
    var claims =
        new DefaultJWTClaimsVerifier<SecurityContext>(
            // A set that can be asked for null, as the library does.
            new HashSet<>(Set.of(oidc.audience())),
            new JWTClaimsSet.Builder().issuer(oidc.issuer()).build(),
            Set.of("exp", oidc.nameClaim().contains(".") ? "sub" : oidc.nameClaim()),
            Set.of());
    claims.setMaxClockSkew(SKEW_SECONDS);
    processor.setJWTClaimsSetVerifier(claims);
  }

  /** Whether it checks what these rules say. */
  boolean isFor(Oidc other) {
    return oidc.equals(other);
  }

  /** Whose token it is; empty when it is not valid, or names no one who could be a caller. */
  Optional<Identity> verify(String token) {
    if (token.length() > LARGEST_TOKEN) {
      return Optional.empty();
    }
    try {
      JWTClaimsSet claims = processor.process(token, null);
      String name = Objects.toString(claim(claims.getClaims(), oidc.nameClaim()), "");
      if (!Caller.validName(name)) {
        LOG.info("a token was refused: its claim {} is no name of a caller", oidc.nameClaim());
        return Optional.empty();
      }
      Instant until = claims.getExpirationTime().toInstant().plusSeconds(SKEW_SECONDS);
      return Optional.of(
          new Identity.ByProvider(new Caller(name, role(claims), Map.of(), null), oidc, until));
    } catch (ParseException | BadJOSEException e) {
      LOG.info("a token was refused: {}", e.getMessage());
      return Optional.empty();
    } catch (JOSEException e) {
      LOG.warn("a token cannot be checked by the keys of {}: {}", oidc.jwks(), e.getMessage());
      return Optional.empty();
    }
  }

  /** The most that one of the words allows; null when none is a role. */
  private @Nullable Role role(JWTClaimsSet claims) {
    Object claim = claim(claims.getClaims(), oidc.roleClaim());
    Collection<?> words =
        claim instanceof Collection<?> many ? many : List.of(Objects.toString(claim, ""));
    return words.stream()
        .map(word -> oidc.roles().get(String.valueOf(word)))
        .filter(Objects::nonNull)
        .reduce((one, other) -> one.includes(other) ? one : other)
        .orElse(null);
  }

  private static @Nullable Object claim(Map<?, ?> claims, String path) {
    Object whole = claims.get(path);
    int dot = path.indexOf('.');
    if (whole != null || dot < 0) {
      return whole;
    }
    return claims.get(path.substring(0, dot)) instanceof Map<?, ?> inner
        ? claim(inner, path.substring(dot + 1))
        : null;
  }
}
