package io.drover.service.principal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.drover.bus.Signed;
import io.drover.bus.SigningKey;
import io.drover.schemas.FailureCode;
import io.drover.service.operation.OperationFailure;
import io.drover.service.target.RegistryException;
import io.drover.service.testbed.Persons;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class PrincipalsTest {
  private static final String TOPIC = "drover.migrate-requested";
  private static final byte[] BODY = {1, 2, 3};

  @TempDir Path folder;
  private Persons persons;
  private Principals principals;

  @BeforeEach
  void open() throws Exception {
    persons = new Persons(folder, "ann", "bob", "drover/migration-service");
    principals = Principals.open(persons.file(), Duration.ofMillis(20));
  }

  @AfterEach
  void close() {
    principals.close();
  }

  private static Signed signed(SigningKey key) {
    Headers headers = new RecordHeaders();
    key.sign(TOPIC, headers, BODY);
    return Signed.of(TOPIC, headers, BODY).orElseThrow();
  }

  private void assertRefused(@Nullable Signed signed, String name, Instant when, String why) {
    assertThatThrownBy(() -> principals.require(signed, name, when))
        .isInstanceOfSatisfying(
            OperationFailure.class,
            failure -> {
              assertThat(failure.code()).isEqualTo(FailureCode.NOT_PERMITTED);
              assertThat(failure.message()).contains(why);
              assertThat(failure.remedy()).contains("./drover key", "DROVER_SIGNING_KEY");
            });
  }

  @Test
  void whoSignsByHisKeyIsWhoHeSays() {
    assertThatCode(() -> principals.require(signed(persons.key("ann")), "ann", Instant.now()))
        .doesNotThrowAnyException();
  }

  @Test
  void everyoneElseIsRefused() {
    Signed bySomeoneUnknown = signed(persons.forged("eve"));
    Instant now = Instant.now();
    assertRefused(null, "ann", now, "of ann is not signed");
    assertRefused(null, "", now, "names nobody");
    assertRefused(bySomeoneUnknown, "eve", now, "whom principals.yml does not name");
    assertRefused(signed(persons.forged("ann")), "ann", now, "does not fit");
    assertRefused(signed(persons.key("bob")), "ann", now, "names ann and is signed by bob");
    assertRefused(signed(persons.key("bob")), "", now, "names nobody and is signed by bob");
  }

  @Test
  void aServiceSpeaksForDroversOwnOperationsAndNobodyElseDoes() {
    Signed byService = signed(persons.key("drover/migration-service"));
    assertThatCode(() -> principals.require(byService, "drover/migrate/op-1", Instant.now()))
        .doesNotThrowAnyException();
    assertRefused(
        signed(persons.key("ann")), "drover/migrate/op-1", Instant.now(), "signed by ann");
    assertRefused(byService, "ann", Instant.now(), "signed by drover/migration-service");
  }

  @Test
  void aSignatureThatIsPublishedAgainMuchLaterIsRefused() {
    Signed signed = signed(persons.key("ann"));
    Instant then = signed.signedAt();
    assertRefused(signed, "ann", then.plus(Duration.ofMinutes(61)), "an hour lies between");
    assertRefused(signed, "ann", then.minus(Duration.ofMinutes(6)), "a clock is wrong");
    assertThatCode(() -> principals.require(signed, "ann", then.plus(Duration.ofMinutes(59))))
        .doesNotThrowAnyException();
  }

  @Test
  void withoutTheFileNobodyIsProven() {
    assertThat(Principals.none().configured()).isFalse();
    assertThatThrownBy(
            () -> Principals.none().require(signed(persons.key("ann")), "ann", Instant.now()))
        .isInstanceOf(OperationFailure.class)
        .hasMessageContaining("knows no keys");
  }

  @Test
  void someoneTakenOutOfTheFileIsRefusedAndABrokenFileKeepsTheLastGoodOne() throws Exception {
    Signed signed = signed(persons.key("bob"));
    persons.remove("bob");
    await()
        .untilAsserted(
            () -> assertRefused(signed, "bob", Instant.now(), "principals.yml does not name"));
    Files.writeString(persons.file(), "principals: { ann: { keys: [x] } }\n");
    await()
        .until(
            () -> principals.problem().orElse("").contains("line 1: principals.ann.keys holds no"));
    assertThatCode(() -> principals.require(signed(persons.key("ann")), "ann", Instant.now()))
        .doesNotThrowAnyException();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          principals: { a b: { keys: [x] } }       | line 1: principals.a b is no name of a principal
          principals: { ann: { key: x } }          | line 1: principals.ann.keys must hold at least one public key
          principals: { ann: { keys: [AAAA] } }    | line 1: principals.ann.keys holds no public Ed25519 key
          persons: { }                             | line 1: persons is not known; known here: principals
          """)
  void aMistakeIsNamedWithItsLineAndPath(String text, String message) {
    assertThatThrownBy(() -> PrincipalsReader.read(text))
        .isInstanceOf(RegistryException.class)
        .hasMessageStartingWith(message);
  }
}
