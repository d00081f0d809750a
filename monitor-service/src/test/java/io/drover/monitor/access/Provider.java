package io.drover.monitor.access;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** An identity provider: keys that are served over HTTP, and tokens signed by them. */
public final class Provider implements AutoCloseable {
  public static final String ISSUER = "https://login.example.org/";
  public static final String AUDIENCE = "drover";

  /** Made once, as it takes a second or two. */
  private static final RSAKey FIRST = rsa("first");

  private final HttpServer server;
  private final AtomicInteger asked = new AtomicInteger();
  private volatile JWK key = FIRST;

  public Provider() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/keys",
        exchange -> {
          asked.incrementAndGet();
          byte[] body = new JWKSet(key.toPublicJWK()).toString().getBytes(StandardCharsets.UTF_8);
          exchange.getResponseHeaders().set("Content-Type", "application/json");
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
  }

  static RSAKey rsa(String id) {
    try {
      return new RSAKeyGenerator(2048).keyID(id).generate();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  static ECKey ec(String id) throws JOSEException {
    return new ECKeyGenerator(Curve.P_256).keyID(id).generate();
  }

  /** Part of access.yml that takes its tokens. */
  public String yaml() {
    return """
    oidc:
      issuer: %s
      audience: %s
      jwks: http://127.0.0.1:%d/keys
      name-claim: preferred_username
      role-claim: realm_access.roles
      roles: { herders: operator, chiefs: approver, readers: viewer }
    """
        .formatted(ISSUER, AUDIENCE, server.getAddress().getPort());
  }

  JWK key() {
    return key;
  }

  int asked() {
    return asked.get();
  }

  void rotate(JWK to) {
    key = to;
  }

  static JWTClaimsSet.Builder claims(String name, String... roles) {
    return new JWTClaimsSet.Builder()
        .issuer(ISSUER)
        .audience(AUDIENCE)
        .subject("subject-of-" + name)
        .claim("preferred_username", name)
        .claim("realm_access", Map.of("roles", List.of(roles)))
        .expirationTime(Date.from(Instant.now().plusSeconds(300)));
  }

  /** A token of someone with these roles. */
  public String token(String name, String... roles) throws JOSEException {
    return token(claims(name, roles).build(), key);
  }

  static String token(JWTClaimsSet claims, JWK by) throws JOSEException {
    boolean rsa = by instanceof RSAKey;
    JWSSigner signer =
        by instanceof RSAKey rsaKey ? new RSASSASigner(rsaKey) : new ECDSASigner(by.toECKey());
    SignedJWT jwt =
        new SignedJWT(
            new JWSHeader.Builder(rsa ? JWSAlgorithm.RS256 : JWSAlgorithm.ES256)
                .keyID(by.getKeyID())
                .build(),
            claims);
    jwt.sign(signer);
    return jwt.serialize();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
