package io.drover.monitor.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GateTest {
  private static final String READ = "/api/databases";
  private static final InetAddress HERE = InetAddress.getLoopbackAddress();

  private final SettableClock clock = new SettableClock();
  private final List<AutoCloseable> open = new ArrayList<>();

  @TempDir Path folder;

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable each : open) {
      each.close();
    }
  }

  private record Bed(Access access, Gate gate, Path file) {
    int get(Map<String, String> headers) throws Exception {
      return status(gate.ask(knock("GET", READ, HERE, headers)));
    }

    int post(Map<String, String> headers) throws Exception {
      return status(gate.ask(knock("POST", "/api/operations", HERE, headers)));
    }

    Caller caller(String token) {
      return ((Answer.Enter) gate.ask(knock("GET", READ, HERE, bearer(token)))).caller();
    }
  }

  private Bed bed(@Nullable String yaml) throws Exception {
    Path file = folder.resolve("access.yml");
    if (yaml != null) {
      Files.writeString(file, yaml);
    }
    Access access = Access.open(yaml == null ? null : file, folder.resolve("token"), clock);
    open.add(access);
    return new Bed(access, new Gate(access, clock, 1_000, 1_000), file);
  }

  private static Knock knock(
      String method, String path, InetAddress from, Map<String, String> headers) {
    return new Knock(
        method,
        path,
        from,
        headers.getOrDefault("Host", "127.0.0.1:8080"),
        headers.get("Authorization"),
        headers.get("Cookie"),
        headers.get("X-Drover-CSRF"),
        headers.get("Origin"),
        headers.get("Sec-Fetch-Site"));
  }

  private static int status(Answer answer) {
    return switch (answer) {
      case Answer.Enter _ -> 200;
      case Answer.Refuse refused -> {
        assertThat(refused.message()).isNotBlank();
        assertThat(refused.remedy()).isNotBlank();
        yield refused.status();
      }
    };
  }

  private static Map<String, String> bearer(String token) {
    return Map.of("Authorization", "Bearer " + token);
  }

  private static String tokens(String... lines) {
    return "tokens:\n  - " + String.join("\n  - ", lines) + "\n";
  }

  private static String entry(String name, String role) {
    return "{ name: %s, role: %s, token-sha256: \"%s\" }"
        .formatted(name, role, TokenHash.of(name + "-secret").hex());
  }

  @Test
  void withoutAFileThisMachineReadsAndTheGeneratedTokenChanges() throws Exception {
    Bed bed = bed(null);
    Path file = bed.access().generated().orElseThrow().file();
    String token = Files.readString(file).strip();

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(bed.get(Map.of())).isEqualTo(200);
    assertThat(bed.post(Map.of())).isEqualTo(401);
    assertThat(bed.post(bearer(token))).isEqualTo(200);
    assertThat(bed.post(bearer(token + "x"))).isEqualTo(401);
    assertThat(bed.post(Map.of("Authorization", "Basic " + token))).isEqualTo(401);
    Knock away = knock("GET", READ, InetAddress.getByName("192.0.2.7"), Map.of());
    assertThat(status(bed.gate().ask(away))).isEqualTo(401);
    bed.access().close();
    assertThat(file).doesNotExist();
  }

  @Test
  void aGeneratedTokenFollowsNoLinkAndReplacesAnOlderOne() throws Exception {
    Path target = Files.writeString(folder.resolve("target"), "precious");
    Files.createSymbolicLink(folder.resolve("token"), target);

    Bed bed = bed(null);

    assertThat(target).hasContent("precious");
    assertThat(bed.caller(Files.readString(folder.resolve("token")).strip()).name())
        .isEqualTo("local");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "evil.example",
        "evil.example:8080",
        "127.0.0.1.evil.example",
        "localhost.evil",
        ""
      })
  void aNameThatMayLeadElsewhereIsNotTrusted(String host) throws Exception {
    assertThat(bed(null).get(Map.of("Host", host))).isEqualTo(403);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"localhost", "LOCALHOST:8080", "127.0.0.1", "[::1]:8080", "drover.example.org"})
  void addressesAndTheMonitorsOwnNamesAreTrusted(String host) throws Exception {
    Bed bed = bed("anonymous: viewer\nhosts: [Drover.example.org]\n");

    assertThat(bed.get(Map.of("Host", host))).isEqualTo(200);
  }

  @Test
  void eachRoleMayWhatItMay() throws Exception {
    Bed bed =
        bed(tokens(entry("eve", "viewer"), entry("ci", "operator"), entry("bob", "approver")));

    assertThat(bed.get(Map.of())).as("anonymous").isEqualTo(401);
    assertThat(bed.get(bearer("eve-secret"))).isEqualTo(200);
    assertThat(bed.post(bearer("eve-secret"))).isEqualTo(403);
    assertThat(bed.post(bearer("ci-secret"))).isEqualTo(200);
    assertThat(bed.caller("ci-secret").may(Role.APPROVER)).isFalse();
    assertThat(bed.caller("bob-secret").may(Role.APPROVER)).isTrue();
    assertThat(bed.access().generated()).as("a generated token").isEmpty();
  }

  @Test
  void aTokenThatIsTakenOutOfTheFileHoldsNoMoreNorDoesItsSession() throws Exception {
    Bed bed = bed(tokens(entry("ci", "operator"), entry("bob", "approver")));
    String session =
        Objects.requireNonNull(
            bed.gate().signIn(knock("POST", "/sign-in", HERE, Map.of()), "ci-secret").session());
    assertThat(bed.get(Map.of("Cookie", session))).isEqualTo(200);

    replace(bed.file(), tokens(entry("bob", "approver")));

    await().untilAsserted(() -> assertThat(bed.get(bearer("ci-secret"))).isEqualTo(401));
    assertThat(bed.get(Map.of("Cookie", session))).isEqualTo(401);
    replace(bed.file(), "tokens: nonsense");
    await().untilAsserted(() -> assertThat(bed.access().problem()).isPresent());
    assertThat(bed.get(bearer("bob-secret"))).isEqualTo(200);
  }

  /** Nobody sees it half-written. */
  private static void replace(Path file, String content) throws IOException {
    Path written = Files.writeString(file.resolveSibling("written"), content);
    Files.move(written, file, StandardCopyOption.ATOMIC_MOVE);
  }

  @Test
  void aSessionChangesNothingWithoutThePagesOwnWord() throws Exception {
    Bed bed = bed(tokens(entry("ci", "operator")));
    Knock signIn = knock("POST", "/sign-in", HERE, Map.of("Origin", "http://127.0.0.1:8080"));
    String session = Objects.requireNonNull(bed.gate().signIn(signIn, " ci-secret\n").session());
    Caller caller =
        ((Answer.Enter) bed.gate().ask(knock("GET", READ, HERE, Map.of("Cookie", session))))
            .caller();
    String csrf = Objects.requireNonNull(caller.csrf());

    assertThat(bed.post(Map.of("Cookie", session))).isEqualTo(403);
    assertThat(bed.post(Map.of("Cookie", session, "X-Drover-CSRF", csrf + "x"))).isEqualTo(403);
    assertThat(bed.post(Map.of("Cookie", session, "X-Drover-CSRF", csrf))).isEqualTo(200);
    assertThat(bed.gate().signIn(signIn, "wrong").session()).isNull();
    clock.forward(Duration.ofHours(12));
    assertThat(bed.get(Map.of("Cookie", session))).isEqualTo(401);
    String other = Objects.requireNonNull(bed.gate().signIn(signIn, "ci-secret").session());
    bed.gate().signOut(other);
    assertThat(bed.get(Map.of("Cookie", other))).isEqualTo(401);
  }

  @Test
  void whatAnotherSiteHasABrowserSendIsRefused() throws Exception {
    Bed bed = bed(tokens(entry("ci", "operator")) + "hosts: [drover.example.org]\n");
    String token = "Bearer ci-secret";

    assertThat(bed.post(Map.of("Authorization", token, "Origin", "https://evil.example")))
        .isEqualTo(403);
    assertThat(bed.post(Map.of("Authorization", token, "Origin", "null"))).isEqualTo(403);
    assertThat(bed.post(Map.of("Authorization", token, "Sec-Fetch-Site", "cross-site")))
        .isEqualTo(403);
    assertThat(bed.post(Map.of("Authorization", token, "Sec-Fetch-Site", "same-site")))
        .isEqualTo(403);
    assertThat(bed.get(Map.of("Authorization", token, "Sec-Fetch-Site", "cross-site")))
        .isEqualTo(403);
    assertThat(bed.post(Map.of("Authorization", token, "Origin", "http://127.0.0.1:8080")))
        .isEqualTo(200);
    assertThat(bed.post(Map.of("Authorization", token, "Origin", "https://drover.example.org")))
        .isEqualTo(200);
    Knock signIn = knock("POST", "/sign-in", HERE, Map.of("Origin", "https://evil.example"));
    assertThat(status(bed.gate().ask(signIn))).isEqualTo(403);
  }

  @Test
  void onlyNamedPathsAreOpenToEveryone() throws Exception {
    Bed bed = bed("anonymous: none\n");

    for (String path : List.of("/health", "/prometheus", "/sign-in", "/assets/0af3/app.css")) {
      assertThat(status(bed.gate().ask(knock("GET", path, HERE, Map.of("Host", "any:1")))))
          .isEqualTo(200);
    }
    for (String path :
        List.of(
            "/",
            "/health/",
            "/health/../api/databases",
            "/assets/../api/databases",
            "/assets/0a/../api/databases",
            "//health",
            "/health;x",
            "/HEALTH",
            "/healthx")) {
      assertThat(status(bed.gate().ask(knock("GET", path, HERE, Map.of()))))
          .as(path)
          .isEqualTo(401);
    }
  }

  @Test
  void whoAsksForTooManyChangesWaitsAndOthersDoNot() throws Exception {
    Access access = bed(tokens(entry("ci", "operator"), entry("bob", "operator"))).access();
    Gate gate = new Gate(access, clock, 2, 2);
    Knock ci = knock("POST", "/api/operations", HERE, bearer("ci-secret"));

    assertThat(status(gate.ask(ci))).isEqualTo(200);
    assertThat(status(gate.ask(ci))).isEqualTo(200);
    assertThat(gate.ask(ci))
        .isInstanceOfSatisfying(
            Answer.Refuse.class,
            refused -> {
              assertThat(refused.status()).isEqualTo(429);
              assertThat(refused.retryAfterSeconds()).isEqualTo(60);
            });
    assertThat(status(gate.ask(knock("GET", READ, HERE, bearer("ci-secret"))))).isEqualTo(200);
    assertThat(status(gate.ask(knock("POST", READ, HERE, bearer("bob-secret"))))).isEqualTo(200);
  }

  @Test
  void whoShowsTooManyWrongTokensWaitsAndARightOneStillHolds() throws Exception {
    Gate gate = new Gate(bed(tokens(entry("ci", "operator"))).access(), clock, 9, 2);
    Knock wrong = knock("GET", READ, HERE, bearer("guess"));

    assertThat(status(gate.ask(wrong))).isEqualTo(401);
    assertThat(Objects.requireNonNull(gate.signIn(wrong, "guess").why()).status()).isEqualTo(401);
    assertThat(status(gate.ask(wrong))).isEqualTo(429);
    assertThat(status(gate.ask(knock("GET", READ, HERE, bearer("ci-secret"))))).isEqualTo(200);
    Knock other = knock("GET", READ, InetAddress.getByName("192.0.2.7"), bearer("guess"));
    assertThat(status(gate.ask(other))).isEqualTo(401);
  }

  @Test
  void aTokenOfTheProviderNamesItsOwnerAndHisRole() throws Exception {
    try (Provider provider = new Provider()) {
      Bed bed = bed(provider.yaml());

      Caller ann = bed.caller(provider.token("ann@example.org", "other", "readers", "herders"));

      assertThat(ann.name()).isEqualTo("ann@example.org");
      assertThat(ann.role()).isEqualTo(Role.OPERATOR);
      assertThat(bed.get(bearer(provider.token("eve", "strangers")))).as("no role").isEqualTo(403);
      assertThat(bed.get(bearer(provider.token("drover/backup-service", "chiefs")))).isEqualTo(401);
      assertThat(bed.get(bearer(provider.token("a\nb", "chiefs")))).isEqualTo(401);
      assertThat(provider.asked()).as("keys are fetched once").isEqualTo(1);
    }
  }

  @Test
  void aTokenThatIsNotForDroverIsRefused() throws Exception {
    try (Provider provider = new Provider()) {
      Bed bed = bed(provider.yaml());
      var claims = Provider.claims("ann", "chiefs");
      Date past = Date.from(Instant.now().minusSeconds(61));
      Date future = Date.from(Instant.now().plusSeconds(600));

      for (JWTClaimsSet each :
          List.of(
              new JWTClaimsSet.Builder(claims.build()).expirationTime(past).build(),
              new JWTClaimsSet.Builder(claims.build()).expirationTime(null).build(),
              new JWTClaimsSet.Builder(claims.build()).notBeforeTime(future).build(),
              new JWTClaimsSet.Builder(claims.build()).audience("another").build(),
              new JWTClaimsSet.Builder(claims.build()).audience((String) null).build(),
              new JWTClaimsSet.Builder(claims.build()).issuer("https://evil.example/").build())) {
        assertThat(bed.get(bearer(Provider.token(each, provider.key()))))
            .as("%s", each)
            .isEqualTo(401);
      }
      Date justNow = Date.from(Instant.now().minusSeconds(20));
      JWTClaimsSet skewed =
          new JWTClaimsSet.Builder(claims.build()).expirationTime(justNow).build();
      assertThat(bed.get(bearer(Provider.token(skewed, provider.key()))))
          .as("clocks differ")
          .isEqualTo(200);
    }
  }

  @Test
  void aTokenThatNoKeyOfTheProviderSignedIsRefused() throws Exception {
    try (Provider provider = new Provider()) {
      Bed bed = bed(provider.yaml());
      JWTClaimsSet claims = Provider.claims("ann", "chiefs").build();
      byte[] publicKey = ((RSAKey) provider.key()).toRSAPublicKey().getEncoded();
      SignedJWT confused =
          new SignedJWT(new JWSHeader.Builder(JWSAlgorithm.HS256).keyID("first").build(), claims);
      confused.sign(new MACSigner(publicKey));
      String whole = provider.token("ann", "chiefs");

      assertThat(bed.get(bearer(new PlainJWT(claims).serialize()))).as("alg none").isEqualTo(401);
      assertThat(bed.get(bearer(confused.serialize())))
          .as("HS256 by the public key")
          .isEqualTo(401);
      assertThat(bed.get(bearer(Provider.token(claims, Provider.rsa("first"))))).isEqualTo(401);
      assertThat(bed.get(bearer(whole.substring(0, whole.length() - 8)))).isEqualTo(401);
      assertThat(bed.get(bearer(whole.substring(0, whole.lastIndexOf('.') + 1)))).isEqualTo(401);
      assertThat(bed.get(bearer("a".repeat(100_000)))).isEqualTo(401);
      assertThat(bed.get(bearer(whole))).isEqualTo(200);
    }
  }

  @Test
  void theProvidersNewKeysAreTakenUpAndItsOldOnesNoMore() throws Exception {
    try (Provider provider = new Provider()) {
      Bed bed = bed(provider.yaml());
      String old = provider.token("ann", "herders");
      assertThat(bed.get(bearer(old))).isEqualTo(200);

      provider.rotate(Provider.ec("second"));

      assertThat(bed.get(bearer(provider.token("ann", "herders")))).isEqualTo(200);
      assertThat(bed.get(bearer(old))).isEqualTo(401);
    }
  }

  @Test
  void aProviderThatIsAwayLetsNoOneInAndTakesNoOneDown() throws Exception {
    Provider provider = new Provider();
    Bed bed = bed(provider.yaml() + tokens(entry("ci", "operator")));
    String token = provider.token("ann", "herders");
    provider.close();

    assertThat(bed.get(bearer(token))).isEqualTo(401);
    assertThat(bed.get(bearer("ci-secret"))).isEqualTo(200);
  }
}
